"""The shorter names that people use for a unit: 复旦 for 复旦大学, 浦东新区人武部 for 上海市浦东新区人民武装部.

Cautious, for what is found is masked: no form that is an ordinary word or belongs to many units (教育局,
第一中学's 一中), none below three characters but for a few that stand for one unit alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Final

_LEAST: Final = 3
_MOST_FORMS: Final = 24
_LONGEST: Final = 60

# Names by which everybody means one university, and which occur in no other words.
_KNOWN: Final = {
    "复旦大学": ("复旦",),
    "同济大学": ("同济",),
    "清华大学": ("清华",),
    "北京师范大学": ("北师大",),
    "华东师范大学": ("华师大",),
    "上海师范大学": ("上师大",),
    "上海理工大学": ("上理工",),
    "中国人民大学": ("人民大学",),
}

_PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
# A unit begins with at most one of each, the larger first. 警备区 and 园区 are no districts; 市委 stays whole.
_REGIONS: Final = (
    re.compile(rf"({_PROVINCES})(?:省|市(?!委|直)|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"),
    re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:(?<![超城都股])市|自治州)(?![场容区直]|委(?!员))"),
    re.compile(
        r"([\u4e00-\u9fff]{1,4}?)(?:新区|(?<![备军战防小社景园校院牧林矿辖发范验地市])区|自治县|县)"
        r"(?!域|委(?!员))"
    ),
)
_FORCES: Final = (("中国人民武装警察部队", "武警"), ("中国人民解放军", ""), ("中国共产党", ""), ("中共", ""))

# What is said for the words of officialdom; a word may have several short ones.
_WORDS: Final = (
    ("人民武装部", ("人武部", "武装部")),
    ("人民政府", ("政府",)),
    ("人民法院", ("法院",)),
    ("人民检察院", ("检察院",)),
    ("发展和改革委员会", ("发展改革委", "发改委")),
    ("卫生健康委员会", ("卫生健康委", "卫健委")),
    ("居民委员会", ("居委会",)),
    ("村民委员会", ("村委会",)),
    ("管理委员会", ("管委会",)),
    ("委员会", ("委",)),
    ("人力资源和社会保障局", ("人社局",)),
    ("市场监督管理局", ("市场监管局",)),
    ("退役军人事务局", ("退役军人局",)),
    ("城市管理行政执法局", ("城管执法局", "城管局")),
    ("规划和自然资源局", ("规划资源局", "规资局")),
    ("住房和城乡建设", ("住建",)),
    ("文化和旅游局", ("文旅局", "文化旅游局")),
    ("应急管理局", ("应急局",)),
    ("精神文明建设委员会办公室", ("文明办",)),
    ("双拥工作领导小组办公室", ("双拥办",)),
    ("拥军优属拥政爱民工作领导小组办公室", ("双拥办",)),
    ("离职干部休养所", ("干休所",)),
    ("离休干部休养所", ("干休所",)),
    ("干部休养所", ("干休所",)),
    ("路街道办事处", ("路街道", "路街道办", "街道")),
    ("街道办事处", ("街道", "街道办")),
    ("路街道", ("街道",)),
    ("消防救援总队", ("消防总队", "消防")),
    ("消防救援支队", ("消防支队", "消防")),
    ("消防救援大队", ("消防大队", "消防")),
    ("消防救援", ("消防",)),
    ("军医大学", ("军医大",)),
    ("师范大学", ("师大",)),
    ("交通大学", ("交大",)),
    ("科技大学", ("科大",)),
    ("财经大学", ("财大",)),
    ("工业大学", ("工大",)),
    ("农业大学", ("农大",)),
    ("海洋大学", ("海大",)),
    ("海事大学", ("海大",)),
    ("医科大学", ("医大",)),
    ("理工大学", ("理工",)),
    ("附属中学", ("附中",)),
    ("附属小学", ("附小",)),
    ("高级中学", ("中学",)),
    ("日报社", ("日报",)),
    ("晚报社", ("晚报",)),
)
_NUMBERED: Final = re.compile(r"第([一二三四五六七八九十]{1,3})(?:高级)?(中学|小学|人民医院)")
_NUMBERED_ENDS: Final = {"中学": "中", "小学": "小", "人民医院": "院"}
_COMPANY: Final = re.compile(r"(.{3,}?)(?:\(集团\))?(?:股份|责任|控股)?有限(?:责任)?公司(?:.{2,6}分公司)?")
_REMARK: Final = re.compile(r"\((?:本级|机关|本部|总部)\)$")
_INNER: Final = re.compile(
    r"第?(\d{4,6}部队)|第?(\d{1,3}集团军)|(?:附属|分局|公安局)((?:(?!分局).){2,}(?:医院|派出所|分局))$"
)
_COMMITTEE_OF_A_DISTRICT: Final = re.compile(r"[\u4e00-\u9fff]{2,3}[区县]委(?!员)..")
_COMMUNITY: Final = re.compile(r"(?:街道|[镇乡])((?:(?!街道|[镇乡]).){2,}(?:[居村]民委员会|[居村]委会|社区|村))$")
_POLICE_BRANCH: Final = re.compile(r"公安局([\u4e00-\u9fff]{2,4})分局$")
_UNIVERSITY: Final = re.compile(r"(.{2,}?大学)(?!生)(.{2,})")

# Kinds of places with a name of their own, and the words that are no such name.
_NAMED: Final = re.compile(
    r"(.+?)(?:中学|小学|学校|幼儿园|学院|大学|医院|集团|街道(?:办事处)?|[镇乡](?:人民政府)?|村|居民?委员?会|派出所"
    r"|分局|(?:干部)?休养所|干休所|社区|晚报社?|公司)"
)
_COMMON: Final = re.compile(
    r"(?:实验|中心|第[一二三四五六七八九十\d]+|人民|附属|中医药?|西医|结合|妇幼|保健|儿童|儿科|妇产科?|职业|技术|师范"
    r"|外国语|高级|初级|民族|工业|农业|理工|科技|科学|交通|财经|政法|体育|音乐|戏剧|美术|艺术|开放|老年|医科|电力|海洋|海事"
    r"|应用|工程|公安局?|警察|行政|社会主义|党|离[职休]|干部|管理|经济|贸易|商|旅游|机关|解放军|军医|城[市建]|建设|投资"
    r"|发展|新闻|综合|公共|供电|自来水|燃气|肿瘤|口腔|胸科|精神卫生|汽车|钢铁|化工|电气|航空|实业|银行|保险|医药|食品|集团"
    r"|[文理工总市区县省和与东西南北中])*"
)
# What many people are, and where many work: no name of a unit, alone or several together.
_ORDINARY: Final = re.compile(
    r"(?:退[役休伍]|离休|军休|驻[沪军]|老兵?|无|本|军人|军属|家属|部队|官兵|士兵|战士|[海空陆]军|火箭军|(?:警备|军|省军|军分)区|中国|人民|解放军|武警|武装|警察|民兵|预备役|教育|统计|卫生|健康|民政"
    r"|财政|公安|司法|人力资源|社会|保障|事务|政治|工作|宣传|组织|统战|纪检|监察|后勤|参谋|机关|事业|企业|公司|单位|个人|居民|村民|市民|[居村]委会"
    r"|农民|工人|大?学生|教师|老师|职工|员工|干部|党员|群众|自由|职业|务工|待业|无业|在[职读]|高中|初中|中学|小学|学校|幼儿园|医院|学院"
    r"|委员会|办公室|领导|小组|双拥|文明|政府|街道|社区|支部|党支部|消防|法院|检察院|派出所|[干军]休所|志愿者|服务|管理|和|的|[党团委局部处科室办厅院校所站队区市县省级者])+"
)
_PEOPLE: Final = re.compile(
    rf"(?:{_PROVINCES})市?(?:市民|居民|人|老?百姓|学生|职工|老?党员|退[役休](?:军人|职工|干部|人员)|老兵|军[人属嫂]|游客)"
)
_SURE: Final = frozenset(_KNOWN) | {short for shorts in _KNOWN.values() for short in shorts}
_GARRISON: Final = re.compile(r"(?:警备区|省军区|军区|军分区|总队|支队|集团军)..")


@lru_cache(maxsize=512)
def short_names(unit: str) -> tuple[str, ...]:
    """The short forms of a unit's full name, the longest first, without the name itself; () where none is safe."""
    full = re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit))
    if len(full) > _LONGEST:
        return ()
    name = _REMARK.sub("", full)
    for long, short in _FORCES:
        if name.startswith(long):
            name = short + name.removeprefix(long)
    found = {name, *_forms(name)}
    known = set(_KNOWN.get(name, ()))
    if (inside := _UNIVERSITY.fullmatch(name)) is not None:
        university, part = inside.groups()
        called = _KNOWN.get(university, ())
        known.update(called)
        found.update((university, *_forms(university)))
        found.update(short + spoken for short in called for spoken in _spoken(part))
    kept = known | {one for one in found if len(one) >= _LEAST}
    return tuple(sorted(kept - {full}, key=lambda one: (-len(one), one)))[-_MOST_FORMS:]


def is_ordinary(unit: str) -> bool:
    """Whether what was given for a unit is made of nothing but ordinary words, or is a place: 部队, 武装部, 上海市."""
    name = _REMARK.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", unit)))
    if name in _SURE:
        return False
    name = name[:_LONGEST]
    return any(words.fullmatch(name) for words in (_ORDINARY, _PEOPLE, *_REGIONS))


def _forms(name: str) -> Iterator[str]:
    """The name with its regions dropped from the left or said shortly, and its last words said shortly."""
    police = "武警" if name.startswith("武警") else ""
    regions, rest = split_regions(name.removeprefix(police))
    spoken = tuple(_spoken(rest))
    for first in range(max(1, len(regions))):
        for where in product(*regions[first:]):
            yield from (police + "".join(where) + one for one in spoken)
    if not police and _stands_alone(rest):
        yield from spoken


def split_regions(name: str) -> tuple[list[tuple[str, ...]], str]:
    """The regions that a name begins with, each in full and in short, and what follows them."""
    regions: list[tuple[str, ...]] = []
    place = 0
    for pattern in _REGIONS:
        match = pattern.match(name, place)
        if match is not None and match.end() < len(name):
            short = match[1]
            regions.append((match[0],) if len(short) == 1 or short == match[0] else (match[0], short))
            place = match.end()
    return regions, name[place:]


def _spoken(rest: str) -> Iterator[str]:
    """What follows the regions, in full and as it is said."""
    yield rest
    for long, shorts in _WORDS:
        if long in rest:
            yield from (rest.replace(long, short) for short in shorts)
            break
    if (number := _NUMBERED.search(rest)) is not None:
        yield rest.replace(number[0], number[1] + _NUMBERED_ENDS[number[2]])
    if (company := _COMPANY.fullmatch(rest)) is not None:
        yield company[1]
    if (inner := _INNER.search(rest)) is not None:
        yield from (one for one in inner.groups() if one is not None and not _is_common(one))
    if (community := _COMMUNITY.search(rest)) is not None and not _is_common(community[1]):
        yield from _spoken(community[1])
    if (branch := _POLICE_BRANCH.search(rest)) is not None:
        yield from (f"{branch[1]}公安分局", f"{branch[1]}公安")


def _stands_alone(rest: str) -> bool:
    """Whether what follows the regions says by itself which unit is meant."""
    if _GARRISON.match(rest) or _NUMBERED.fullmatch(rest) or _COMMITTEE_OF_A_DISTRICT.match(rest):
        return True
    if (company := _COMPANY.fullmatch(rest)) is not None:
        return not _COMMON.fullmatch(company[1])
    return not _is_common(rest) and (_NAMED.fullmatch(rest) or _INNER.search(rest)) is not None


def _is_common(rest: str) -> bool:
    """Whether a name is made of nothing but what many places of its kind are called."""
    named = _NAMED.fullmatch(rest)
    return named is not None and _COMMON.fullmatch(named[1]) is not None
