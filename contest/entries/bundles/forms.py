"""What a unit contact fills in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.entries.bundles.headings import ConsentColumn
from contest.entries.bundles.models import BundleFile, BundleRow
from contest.entries.bundles.operations import Amendment, SignOff
from contest.notice.models import Consent, Contest
from contest.web.fields import LineField, is_within_years

OBJECTION = [("", _("没有问过作者")), ("yes", _("确有此意")), ("no", _("不是这个意思"))]
ANSWERS = [("", _("没有填")), ("yes", _("是")), ("no", _("否"))]


class UploadForm(forms.Form):
    """For which unit a bundle is sent."""

    unit_name = LineField(
        label=_("单位名称"),
        max_length=60,
        help_text=_("写全称。表中没有填单位的行，就用这个名称。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class RowForm(forms.Form):
    """One row, corrected by the contact."""

    title = LineField(label=_("作品题目"), max_length=100, required=False)
    author = LineField(label=_("作者姓名"), max_length=60, required=False, help_text=_("几位作者之间用顿号。"))
    unit = LineField(label=_("所在单位"), max_length=60, required=False)
    file = forms.TypedChoiceField(label=_("文件"), required=False, coerce=int, empty_value=None)
    phone = LineField(label=_("联系电话"), max_length=60, required=False)
    genre = LineField(label=_("体裁"), max_length=40, required=False)
    pen_name = LineField(label=_("笔名"), max_length=60, required=False)
    ai_use = LineField(label=_("人工智能使用情况"), max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        contest: Contest,
        consents: Sequence[ConsentColumn],
        files: Iterable[BundleFile],
        objection: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.consents = consents
        if contest.genres:
            genres = [("", _("没有填")), *((genre, genre) for genre in contest.genres)]
            self.fields["genre"] = forms.ChoiceField(label=_("体裁"), choices=genres, required=False)
        if not contest.asks_ai_use:
            del self.fields["ai_use"]
        if objection:
            self.fields["objection_meant"] = forms.ChoiceField(
                label=_("文中写着“%(sentence)s”") % {"sentence": objection[:100]}, choices=OBJECTION, required=False
            )
        choices: Any = [("", _("没有文件"))]
        choices += [(file.pk, f"{file.folder}/{file.name}" if file.folder else file.name) for file in files]
        self.fields["file"].choices = choices  # type: ignore[attr-defined]
        for consent in consents:
            self.fields[f"consent-{consent.key}"] = forms.ChoiceField(
                label=consent.heading, choices=ANSWERS, required=False, help_text=consent.wording
            )

    @staticmethod
    def initial_of(row: BundleRow, told: Mapping[str, str]) -> dict[str, Any]:
        """Give what stands in the fields first: what an entry would be made of."""
        answers = {f"consent-{key}": "yes" if agreed else "no" for key, agreed in row.consents.items()}
        given = {name: getattr(row, name) for name in ("phone", "genre", "pen_name", "ai_use")}
        meant = {None: "", True: "yes", False: "no"}[row.objection_meant]
        return {**told, **given, **answers, "file": row.file_id, "objection_meant": meant}

    def amendment(self) -> Amendment:
        """Give what was typed."""
        given = self.cleaned_data
        answers = {consent.key: given[f"consent-{consent.key}"] for consent in self.consents}
        return Amendment(
            unit=given["unit"],
            title=given["title"],
            author=given["author"],
            phone=given["phone"],
            genre=given["genre"],
            pen_name=given["pen_name"],
            ai_use=given.get("ai_use", ""),
            objection_meant={"yes": True, "no": False}.get(given.get("objection_meant", "")),
            file=given["file"],
            consents={key: said == "yes" for key, said in answers.items() if said},
        )


class SignOffForm(forms.Form):
    """The unit's sign-off: by whom, and that the authors pledged what the notice asks of them."""

    name = LineField(label=_("签发人姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    post = LineField(label=_("签发人职务"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    date = forms.DateField(label=_("签发日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    pledged = forms.BooleanField(error_messages={"required": _("提交前请勾选这一项。")})

    def __init__(self, *args: Any, consents: Sequence[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"date": timezone.localdate()}, **kwargs})
        self.required_consents = [one for one in consents if one.required]
        self.free_consents = [one for one in consents if not one.required]
        self.pledge = str(_("本单位已对所交稿件作政治和保密审查。"))
        if self.required_consents:
            wordings = "".join(str(_("“%(wording)s”") % {"wording": one.wording}) for one in self.required_consents)
            self.pledge += str(_("各篇的作者都已作出通知要求的承诺，原话是：%(wordings)s") % {"wordings": wordings})
        self.fields["pledged"].label = self.pledge
        for one in self.free_consents:
            self.fields[f"consent-{one.key}"] = forms.BooleanField(label=one.wording, required=False)

    def clean_date(self) -> Any:
        """Refuse a slip of the hand, and a day that has not come yet."""
        day = self.cleaned_data["date"]
        if not is_within_years(timezone.now().replace(year=day.year, month=1, day=1)) or day > timezone.localdate():
            raise forms.ValidationError(_("请填写今天或以前的日期。"))
        return day

    def sign_off(self) -> SignOff:
        """Give what was signed."""
        given = self.cleaned_data
        agreed = [one.key for one in self.free_consents if given[f"consent-{one.key}"]]
        return SignOff(given["name"], given["post"], given["date"], tuple(agreed))

    def consent_boxes(self) -> list[Any]:
        """Give the boxes for what rows leave unanswered."""
        return [self[f"consent-{one.key}"] for one in self.free_consents]
