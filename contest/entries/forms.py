"""What an entrant fills in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.entries.operations import Fields
from contest.notice.models import Consent, Contest
from contest.notice.pattern import Field
from contest.phrases import Phrase
from contest.web.fields import LineField
from contest.web.lines import one_line
from contest.web.wording import say

NO_AI = "没有使用"
"""What is kept of an entrant who used no AI; whoever used it is kept in their own words."""
SUGGESTED_UNITS = "suggested-units"
"""The list on the page that the browser offers under the unit."""


class FieldsForm(forms.Form):
    """What is said of an entry: filled in from the file's name, corrected by the entrant.

    The genre and the use of AI are asked where the contest asks for them.
    """

    unit = LineField(
        label=_("所在单位"),
        max_length=60,
        help_text=_("写全称。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": SUGGESTED_UNITS}),
    )
    title = LineField(label=_("作品题目"), max_length=100)
    author = LineField(label=_("作者姓名"), max_length=60, help_text=_("几位作者之间用顿号。评委看不到姓名和单位。"))
    genre = forms.ChoiceField(label=_("体裁"), error_messages={"required": _("请选择体裁。")})
    pen_name = LineField(
        label=_("发表署名"),
        max_length=60,
        required=False,
        help_text=_("可以不填。发表时想用笔名，就写在这里；评奖仍用真名。"),
    )
    ai = forms.ChoiceField(
        label=_("是否用过人工智能"),
        choices=[("none", _("没有用过")), ("helped", _("用过，用在："))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )
    ai_how = LineField(
        label=_("用在哪里"),
        max_length=500,
        required=False,
        help_text=_("例如：查资料、改错别字、润色第三段。"),
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        genre = self.fields["genre"]
        if contest.genres and isinstance(genre, forms.ChoiceField):
            genre.choices = [("", _("请选择")), *((one, one) for one in contest.genres)]
        else:
            del self.fields["genre"]
        if not contest.asks_ai_use:
            del self.fields["ai"], self.fields["ai_how"]

    def tell_sources(self, sources: Mapping[Field, Phrase]) -> None:
        """Say under each field that was filled in where it is from."""
        for name, phrase in sources.items():
            self.fields[name].help_text = f"{say(phrase)}{self.fields[name].help_text}"

    @staticmethod
    def initial_of(fields: Fields) -> dict[str, str]:
        """Give what stands in the form for what is kept."""
        used = fields.ai_use not in ("", NO_AI)
        return {
            "unit": fields.unit,
            "title": fields.title,
            "author": fields.author,
            "genre": fields.genre,
            "pen_name": fields.pen_name,
            "ai": "helped" if used else "none" if fields.ai_use else "",
            "ai_how": fields.ai_use if used else "",
        }

    def clean(self) -> dict[str, Any]:
        """Whoever used AI says for what; whoever didn't says nothing of it."""
        cleaned = super().clean() or {}
        if cleaned.get("ai") == "helped" and not cleaned.get("ai_how") and "ai_how" not in self.errors:
            self.add_error("ai_how", ValidationError(_("请写明用在哪里。")))
        if cleaned.get("ai") == "none" and cleaned.get("ai_how"):
            self.add_error("ai", ValidationError(_("选了“没有用过”，下面又写了用在哪里，请改其中一处。")))
        return cleaned

    def fields_kept(self) -> Fields:
        """Give what stands in the fields before anything was typed."""
        return self._fields({name: self.get_initial_for_field(field, name) for name, field in self.fields.items()})

    def fields_given(self) -> Fields:
        """Give the fields as they were typed."""
        return self._fields(self.cleaned_data)

    def fields_typed(self) -> Fields:
        """Give what stands in the fields, valid or not, so that it can be kept."""
        return self._fields({name: one_line(str(self.data.get(name, ""))) for name in self.fields})

    @staticmethod
    def _fields(said: dict[str, Any]) -> Fields:
        return Fields(
            unit=said.get("unit", ""),
            title=said.get("title", ""),
            author=said.get("author", ""),
            genre=said.get("genre", ""),
            pen_name=said.get("pen_name", ""),
            ai_use=NO_AI if said.get("ai") == "none" else said.get("ai_how", ""),
        )

    def field_boxes(self) -> list[Any]:
        """Give the fields as they are shown."""
        return [self[name] for name in FieldsForm.base_fields if name in self.fields]


class DeclareForm(forms.Form):
    """The declarations of the notice, those `agreed_before` ticked; and what an objection in the text means."""

    def __init__(
        self,
        *args: Any,
        consents: Sequence[Consent],
        objection: str = "",
        agreed_before: Collection[str] = (),
        meant_before: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.consents, self.sentence, self.agreed_before = consents, objection, agreed_before
        for consent in consents:
            self.fields[self.consent_name(consent)] = forms.BooleanField(
                label=consent.wording,
                required=consent.required,
                initial=consent.key in agreed_before,
                error_messages={"required": _("提交前请勾选这一项。")},
            )
        if objection:
            self.fields["objection"] = forms.ChoiceField(
                label=_("文中的这句话"),
                choices=[("meant", _("确有此意")), ("not-meant", _("不是这个意思"))],
                widget=forms.RadioSelect,
                initial={True: "meant", False: "not-meant", None: ""}[meant_before],
                error_messages={"required": _("请选择一项。")},
            )
            self.fields["no_contradiction"] = forms.BooleanField(
                label=_("上面的勾选与文中这句话并不矛盾，就这样提交。"), required=False
            )

    @staticmethod
    def consent_name(consent: Consent) -> str:
        """Give the name of a consent's tick box."""
        return f"consent-{consent.key}"

    def clean(self) -> dict[str, Any]:
        """Ask once more where an objection is meant and a use agreed to: the entrant alone knows what is right."""
        cleaned = super().clean() or {}
        if self.contradicted() and not cleaned.get("no_contradiction"):
            self.add_error(
                "no_contradiction",
                ValidationError(_("文中写着不同意，上面又勾选了同意。请去掉勾选；两者并不矛盾的，请勾选这一项。")),
            )
        return cleaned

    def contradicted(self) -> list[str]:
        """Give the uses that are agreed to while an objection in the text is meant."""
        said = getattr(self, "cleaned_data", {})
        if said.get("objection") != "meant":
            return []
        return [one.wording for one in self.consents if not one.required and said.get(self.consent_name(one))]

    def agreed(self) -> frozenset[str]:
        """Give the keys of what was agreed to."""
        return frozenset(c.key for c in self.consents if self.cleaned_data.get(self.consent_name(c)))

    def objection_meant(self) -> bool | None:
        """Give whether the objection in the text is meant; nothing where none was asked about."""
        return {"meant": True, "not-meant": False}.get(self.cleaned_data.get("objection", ""))

    def consent_boxes(self) -> list[Any]:
        """Give the tick boxes as they are shown."""
        return [self[self.consent_name(consent)] for consent in self.consents]

    def objection_box(self) -> Any:
        """Give the question about the sentence found in the text."""
        return self["objection"]

    def no_contradiction_box(self) -> Any:
        """Give the tick box that is shown where an objection and a consent seem to contradict each other."""
        return self["no_contradiction"]


class HandInForm(FieldsForm, DeclareForm):
    """The fields and the declarations, on one page."""


class ReceiptForm(forms.Form):
    """Number and secret of a receipt, in whatever spelling: what they open is found out elsewhere."""

    number = forms.CharField(
        label=_("回执编号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("查询码"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
