"""What the office fills in about a file that came by mail."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.entries.mailbox.models import Candidate
from contest.entries.mailbox.proposals import Source
from contest.entries.operations import Fields
from contest.web.fields import LineField

SOURCES = {
    Source.NAME: _("来自文件名。"),
    Source.SUBJECT: _("来自邮件主题，请核对。"),
    Source.BODY: _("来自邮件正文，请核对。"),
    Source.TEXT: _("来自文稿，请核对。"),
}
"""Where a field was read, as it stands under it."""
_NOWHERE = _("没有读出来，请填写。")


class ProposalForm(forms.Form):
    """Unit, title and author as they are proposed, each with where it was read; the genre where the contest has any."""

    unit = LineField(label=_("所在单位"), max_length=60)
    title = LineField(label=_("作品题目"), max_length=100)
    author = LineField(label=_("作者姓名"), max_length=60)
    genre = forms.ChoiceField(label=_("体裁"), required=False)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        proposed = {name: getattr(candidate, name) for name in ("unit", "title", "author")}
        super().__init__(*args, **{"initial": proposed, **kwargs})
        self.label_suffix = ""
        read: Mapping[str, str] = candidate.sources
        for name in proposed:
            self.fields[name].help_text = SOURCES[Source(read[name])] if name in read else _NOWHERE
        genre, genres = self.fields["genre"], candidate.mail.contest.genres
        if genres and isinstance(genre, forms.ChoiceField):
            genre.choices = [("", _("没有说明")), *((one, one) for one in genres)]
        else:
            del self.fields["genre"]

    def fields_given(self) -> Fields:
        """Give the fields as they were typed."""
        said = self.cleaned_data
        return Fields(said["unit"], said["title"], said["author"], genre=said.get("genre", ""))


class AsideForm(forms.Form):
    """Why something that came by mail is no entry."""

    reason = forms.CharField(
        label=_("不作稿件的原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("寄件人看不到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
