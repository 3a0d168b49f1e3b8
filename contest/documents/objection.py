"""Finds the sentence in which an author objects to the organisers' rights over the manuscript (异议).

The notice gives the organisers the right to edit, use and publish what is sent in, unless the author says
otherwise in the manuscript. Whoever says so does it in so many words, nearly always above or below the essay.
There a refusal is enough; in the midst of the essay only a sentence that names author, organisers and rights is
believed, for people in essays disagree with each other too. What is found is shown to a person, who decides.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contest.documents.model import Document
from contest.documents.stories import Line, Story, document_lines
from contest.documents.titles import compact

_OPENING: Final = 5  # lines with text at the head of the body in which authors turn to the organisers
_CLOSING: Final = 6
_LONGEST: Final = 20_000  # characters of a line that are looked at, from its end

_HOST: Final = (
    r"(?:主办|承办|协办|举办|组织单位|组织方|征集|征文|组委会|评委会|活动方|编辑部|通知|启事|大赛"
    r"|贵(?:单位|部|社|处|方|办|刊|报|台|会))"
)
_WRITER: Final = r"(?:本人|本作者|作者|笔者|投稿人|撰稿人|著作权人|版权人)"
_SELF: Final = rf"(?:{_WRITER}|我方?|我们|本单位|我单位)"
_WORK: Final = (
    r"(?:(?:本|此|该|拙|这篇|我的|自己的|上述|所投|参赛|应征|以上)(?:人(?:的)?)?"
    r"(?:文稿|文章|文字|作品|稿件|征文|来稿|文|稿|作|诗)|作品|稿件|来稿|文稿|原稿|原文)"
)
_PUBLISH: Final = (
    r"(?:公开(?!自己|姓名|身份|真名|个人)|发表|刊登|刊发|刊载|刊用|登载|登报|见报|出版|汇编|结集|成集|入集|编入|收录|收入"
    r"|转载|展示|展览|展出|推送|上网|传播|发行|翻印|复制|转让|另作他用|他用|商用|商业|营利|盈利|外传)"
)
_CHANGE: Final = r"(?:编辑|修改|删改|删节|删减|改动|更改|改编|改写|润色|增删)"
_USE: Final = r"(?:使用|采用|选用|宣传)"
_DEED: Final = rf"(?:{_PUBLISH}|{_CHANGE}|{_USE})"
_RIGHT: Final = rf"(?:{_DEED}|权利|权益|权限|版权|著作权|署名权|条款|规定|要求|第[一二三四五六七八九十\d]+条)"
_OWN_RIGHT: Final = (
    r"(?:著作权|版权|知识产权|(?:发表|出版|修改|署名|改编|使用|转载|所有)权|(?:一切|全部|所有|相关|其他|上述)权[利益])"
)

_NOT: Final = (
    r"(?:不(?:同意|赞成|赞同|接受|认可|认同|授权|予授权|授予|许可|允许|准许|准|愿意?|希望|想|放弃|转让|便|宜|参加|参与)"
    r"|未授权|没有授权|谢绝|拒绝|反对|恕不|暂不|概不)"
)
_FORBID: Final = r"(?:不得(?!不)|不可(?!不)|不要|不能(?!不)|请别|请?勿|切勿|严禁|禁止|谢绝|不准|不许)"
_AT_START: Final = r"(?:^|(?<=[,:;(。\]】)*※]))"
_PREFACE: Final = (
    r"(?:但是?|且|并|也|均|都|另|现|暂时?|目前|坚决|明确|郑重|特此?|在此|声明|说明|表示|注|备注|附言|附注"
    r"|此外|以及|和|对此|恳请|敬请|希望|[:,]){0,12}"
)
_AGREED: Final = r"(?:书面|事先|事前)?(?:的)?(?:书面|事先)?(?:同意|许可|允许|授权|认可|首肯)"

# Said of others, asked, or made a condition: a rule repeated, not an objection made.
_NO_OBJECTION: Final = re.compile(
    r"(?:无|没有?|毫无|并无|未|不|不存在|从无|别无)(?:任何|什么|其他|丝毫|提出?过?|持有?|表示|再有?|会有?)*异议"
    r"|(?:如|若|倘|凡|要是|假如|万一|谁|是否|有无|或)[^,。]{0,24}异议(?!:(?:是|有))"
    r"|异议(?:者|的(?:作者|投稿|人|,|请|须|应|$)|时|期|权|吗|,?须|,?可"
    r"|,?请(?:在|于|注明|说明|声明|提出|联系|及时|向|拨打|来))"
)
_ANSWERED: Final = re.compile(
    rf"{_AT_START}(?:\d+[.、]?)?(?:权利|版权|对?.{{0,16}})?异议(?:声明|说明|意见|内容|事项)?:(?!无|没|否|不存在|暂无|[/\-—]|$).+"
    r"|(?:是否|有无)[^:。]{0,20}异议[^:。]{0,6}:\s*(?:是|有)"
)
_OBJECTS: Final = re.compile(r"(?:有|持|提出?|存|表示|保留|声明)[^,;。]{0,4}(?:异议|不同意见|反对意见)|保留意见")
_OBJECTS_AND_NO_MORE: Final = re.compile(rf"^{_PREFACE}{_WRITER}{_PREFACE}(?:有|持)异议[。!]?$")
_OTHERS_OBJECT: Final = re.compile(
    r"(?:他们?|她们?|群众|大家|有人|众人|老师|评委|专家|同事|对方|居民|村民|战友|双方|家属)[^,;。]{0,12}异议"
)

_LINE_RULES: Final = tuple(
    re.compile(rule)
    for rule in (
        # 本人不同意主办单位修改、发表本文
        rf"{_AT_START}{_PREFACE}{_SELF}{_PREFACE}{_NOT}[^。]{{0,16}}{_HOST}[^。]{{0,30}}{_DEED}",
        rf"{_AT_START}{_PREFACE}{_SELF}{_PREFACE}{_NOT}[^。]{{0,24}}{_DEED}[^。]{{0,8}}{_WORK}",
        rf"{_AT_START}{_PREFACE}{_SELF}{_PREFACE}{_NOT}[^。,]{{0,6}}{_WORK}[^。,]{{0,8}}{_DEED}",
        rf"{_AT_START}{_PREFACE}{_WRITER}{_PREFACE}{_NOT}[^。,]{{0,16}}{_DEED}",
        rf"{_HOST}[^。]{{0,30}}{_DEED}[^。]{{0,20}}[,,]{_PREFACE}{_SELF}{_PREFACE}{_NOT}",
        # 本稿不同意公开发表；此文请勿删改
        rf"{_AT_START}{_PREFACE}{_WORK}[^,。;]{{0,8}}(?:{_NOT}|{_FORBID}|不(?={_PUBLISH}))[^,。;]{{0,12}}{_DEED}",
        rf"{_AT_START}{_PREFACE}(?:请(?:{_HOST}\S{{0,4}})?)?(?:{_NOT}|{_FORBID})[^,。;]{{0,16}}{_DEED}[^,。;]{{0,4}}{_WORK}",
        rf"{_AT_START}{_PREFACE}请?(?:{_NOT}|{_FORBID}){_HOST}[^。]{{0,20}}{_DEED}",
        # a line of its own: 不同意公开发表
        rf"^[(\[【]?{_PREFACE}{_SELF}?(?:请勿|请不要|谢绝|不同意|不接受|不授权|不愿意?|不希望)(?:公开|擅自|任意|随意|将其|以?任何(?:形式的?)?)?(?:{_PUBLISH}|删改|改动)[^,。]{{0,10}}[)\]】]?[。!]?$",
        # 本人保留本文的著作权
        rf"(?:{_WRITER}|{_WORK})[^。;]{{0,24}}(?<![不未])保留[^。;]{{0,20}}(?:{_OWN_RIGHT}|权利)",
        rf"{_AT_START}{_PREFACE}我[^。;]{{0,8}}(?<![不未])保留[^。;]{{0,20}}{_OWN_RIGHT}",
        rf"{_AT_START}{_PREFACE}保留[^,。;]{{0,12}}{_OWN_RIGHT}",
        # 未经本人同意，不得转载；修改须征得作者同意
        rf"(?:未经|未得到|未获得?|未征得|没有|非经){_WRITER}[^,。]{{0,2}}{_AGREED}[^。]{{0,20}}{_DEED}",
        rf"(?:未经|未得到|未获得?|未征得|没有|非经){_SELF}[^,。]{{0,2}}{_AGREED}[^。]{{0,16}}(?:{_DEED}[^。]{{0,6}}{_WORK}|{_PUBLISH}|{_CHANGE})",
        rf"(?:未经|未获得?){_AGREED}[^。]{{0,3}}{_FORBID}[^。]{{0,10}}(?:{_PUBLISH}|{_CHANGE})",
        rf"{_DEED}[^。]{{0,12}}(?:须|需|应|要|请|务必)[^,。]{{0,4}}(?:征得|经过?|取得|获得|得到|征求){_SELF}[^,。]{{0,2}}(?:{_AGREED}|意见)",
        # 本文仅供评选，不作他用
        rf"{_WORK}[^。;]{{0,6}}(?:仅|只|仅仅)(?:供|限|限于|用于|用作|作为?|能用于|参加)[^。;]{{0,16}}(?:评选|评审|评奖|评比|参赛|参评|比赛|征文|内部)",
        rf"(?:仅|只)(?:供|限|限于|用于|用作|作为?|参加)[^。;]{{0,16}}(?:评选|评审|评奖|评比|参赛|参评|比赛|征文)[^。;]{{0,6}},?[^。;]{{0,4}}(?:{_NOT}|{_FORBID}|不)[^。;]{{0,8}}{_DEED}",
    )
)
_ANYWHERE: Final = re.compile(
    rf"{_WRITER}{_PREFACE}(?:不同意|不接受|不授权|拒绝|反对)[^。]{{0,8}}{_HOST}[^。]{{0,30}}{_DEED}"
)
_ORGANISERS_KEEP: Final = re.compile(rf"{_HOST}[^,。;]{{0,8}}保留")
_SIGNS: Final = re.compile("异议|意见|[不未没]|谢绝|拒绝|反对|勿|禁|保留|[仅只]|[须需征]")
_QUOTED: Final = re.compile(r"“[^”]{0,80}”|[“”\"]")
_SENTENCE: Final = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’）)]*|\n|$)")


@dataclass(frozen=True, slots=True)
class Objection:
    """The sentence as the author wrote it, and where: `index` of the body paragraph, note or text box."""

    text: str
    story: Story
    index: int


def find_objection(document: Document) -> Objection | None:
    """The first sentence in which the author objects to the organisers' rights, None when there is none."""
    lines = [line for line in document_lines(document) if compact(line.text)]
    body = [line.index for line in lines if line.story is Story.BODY]
    edges = {*body[:_OPENING], *body[-_CLOSING:]}
    for line in lines:
        apart = line.story is not Story.BODY or line.index in edges
        for sentence in _sentences(line):
            if _objects(sentence, apart=apart):
                return Objection(sentence.strip(), line.story, line.index)
    return None


def _sentences(line: Line) -> Iterator[str]:
    """The sentences of a line that nobody in it is quoted with."""
    text = line.text[-_LONGEST:]
    last = text.rfind("”")
    opened = 0
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if _SIGNS.search(compact(sentence)) and not (opened > 0 and match.start() <= last):
            yield sentence
        opened += sentence.count("“") - sentence.count("”")


def _objects(sentence: str, *, apart: bool) -> bool:
    """Whether a sentence objects; `apart` says that it stands where authors turn to the organisers."""
    whole = compact(unicodedata.normalize("NFKC", sentence))
    said = _QUOTED.sub("", whole)
    if whole.endswith("?"):
        return False
    if "异议" in said or "意见" in said:
        if apart and _ANSWERED.search(said):
            return True
        if _OBJECTS.search(said) and not _NO_OBJECTION.search(said) and not _OTHERS_OBJECT.search(said):
            return _is_about_rights(whole, apart=apart) or (apart and _OBJECTS_AND_NO_MORE.search(said) is not None)
    if _ANYWHERE.search(said):
        return True
    if not apart or _ORGANISERS_KEEP.search(said):
        return False
    return any(rule.search(said) for rule in _LINE_RULES)


def _is_about_rights(sentence: str, *, apart: bool) -> bool:
    writer, host, right = (re.search(one, sentence) is not None for one in (_WRITER, _HOST, _RIGHT))
    if not apart:
        return writer and host and right
    return (host and right) or (re.search(_SELF, sentence) is not None and (host or (right and writer)))
