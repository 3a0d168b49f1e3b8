"""How units and people are called: what proves a field of a name, and what speaks against it.

`sure` asks for proof, where the signs of a name leave room for doubt; `may_be` asks only that nothing speaks
against a field, where the signs leave none. A word that could be either proves nothing.
"""

import re
from typing import Final

from contest.documents.surnames import COMPOUND
from contest.entries.naming_words import ANY_SIGN, FOREIGN, HAN, PLACEHOLDERS
from contest.notice.pattern import Field

# What people without a unit write in its place: the first are no titles, the others might be.
_NO_UNIT: Final = re.compile(
    r"个人|本人|无(?:工作)?单位|没有单位|无业|无职业|自由(?:职业|撰稿|作家|创作)(?:者|人)?|社会(?:人士|人员)"
    r"|(?:离休|退休|离退休)(?:干部|人员|职工|教师|军人|工人)|(?:退役|退伍|转业|复员|现役)(?:军人|士兵|干部)"
)
_NO_UNIT_EITHER: Final = re.compile(
    r"无|没有|暂无|离休|退休|离退休|退役|退伍|转业|待业|[军烈]属|[居市村]民|群众|农民|学生|教师|职工|工人|网友|无党派人士"
)
_UNIT_TAIL: Final = re.compile(
    r"(?:[部局处科室所站场院校厂社馆委办镇乡村区县市省营连团旅师军排班队会系舰艇库行台园店网矿港厅司署组报府]"
    r"|公司|集团|中心|街道|机关|基地|大学|中学|小学|哨所|民兵|海关|邮政|[居市]民|之家|重工|交通|石化|电力|电信|航空|铁路|地铁|联合体|\d级|[师交理工科财农海医电政外]大"
    r"|专业|出版|杂志|警备|武警|海警|消防)$"
)
# Endings of units that no ordinary word has.
_PROVEN_TAIL: Final = re.compile(
    r"(?:大学|学院|学校|[中小]学|党校|公司|集团|医院|法院|检察院|人武部|武装部|警备区|[军战]区|军分区|卫戍区|研究[所院]|设计院|干休所"
    r"|派出所|司令部|政治部|保障部|俱乐部|(?<!大)街道|居委会|村委会|委员会|人民政府|办公室|基金会|促进会|协会|学会|工会|报社|晚报"
    r"|日报|出版社|杂志社|分社|电视台|总队|支队|大队|[中分]队|纪念馆|博物馆|图书馆|幼儿园|陵园|体育场|银行|分行|海关|厂|[^心]中心"
    r"|基地|(?:\d{4,6}|某|武警|海军|空军)部队|某(?:单位|集团军|基地|\w{0,4}[部旅团营连师站])|集团军|文汇报|[早周时学]报|部队.*[部处科]|预备役.*[师团旅]"
    r"|[\d一二三四五六七八九十][旅团营连排]|(?<![结大布格全战僵政时残])局"
    r"|(?:宣传|组织|保卫|干部|政治|人事|财务|后勤|教务|保障|参谋|联络|人力资源|办公)[部处科室]"
    r"|[省市县区镇乡].*[委办部处厅科院所会站队社村组])$"
)
# Ordinary words that end as names of units do, and beginnings of titles.
_NO_TAIL: Final = re.compile(
    r"(?:军[旅营校队团]|连营|[故家他]乡|[战操母考广市现立]场|母校|[深远何近暗到]处|关系|[情心]系|心连心|相连|流连"
    r"|[老导恩名律大]师|机会|相会|聚会|体会|领会|社会|学会了|城市|都市|小院|全部|内部|老部队|老连队|(?<![\d某警军种])部队"
    r"|入伍|[参从拥强建我爱老新红八将冠]军|解放军|结局|大局|安排|课堂|[边山老]区|教室|[那这哪]里|[同前远先航飞践]行"
    r"|[舞平站]台|[家校田花公乐]园|风雪|大会|开会|约会|小[村镇]|[山乡农]村|[归入]队|[那我]班|站岗)$"
)
_TITLE_START: Final = re.compile(
    r"^(?:[忆颂赞悼念怀]|致(?!公)|读(?!者)|老(?![年干兵])|难忘|走进|[重再][读回访]|写[在给我])"
)
_UNIT_PART: Final = re.compile(r"(?:\d级|届|期|[一二三四五六七八九十\d][室组])$")
_SENTENCE: Final = re.compile(r"[的了着吗呢吧是我你他她]|[！？!?。…《》:：；;]|——")
_AUTHORS_APART: Final = re.compile(r"[、，,；;&＆+＋/／|｜\s]")
_AND: Final = re.compile(r"以及|[和与及]")
_REMARK: Final = re.compile(r"[(（][^()（）]*[)）]")
_OTHERS: Final = re.compile(r"等(?:[一二三四五六七八九十\d]*[人名位])?$")
_POST: Final = (
    r"(?:[大上中少][将校尉]|[一二三四]级(?:军士长|上士|警士|警督)|[上中下]士|列兵|上等兵|义务兵|战士|士兵|军士长?"
    r"|(?:[师旅团营连排班队站所处科局馆院校厂市区县镇乡村部社]|参谋|秘书|政治|董事)长|政委|指导员|教导员|干事|参谋|助理|主任"
    r"|书记|教授|讲师|老师|教师|医生|护士|记者|编辑|学生|通讯员|战友|同志|退役军人|退休干部|老兵)"
)
_IS_POST: Final = re.compile(_POST)
_WITH_POST: Final = re.compile(rf"(?:.{{0,8}}{_POST})(?P<name>[{HAN}]{{2,4}})")
_TOGETHER: Final = re.compile(r"集体|小组|编辑部|通讯员|创作组|课题组|报道组")
_SAYS_SOMETHING: Final[dict[Field, str]] = {
    "unit": r"[^\W_]",
    "title": r"[^\s.。,，、;；:：·_＿()（）\[\]【】《》“”\-－—]",
    "author": r"[^\W\d_]",
}
# Signs of titles: a word that begins with no surname and holds one of them is nobody's name.
_TITLE_SIGNS: Final = frozenset(
    "军旗兵战营党国歌颂情梦魂路命号史岁年曲信书照灯船枪刀碑诗赞恋忆念心火声潮血春天进流诚想来言望守航祖亲放班队家乡日时光"
    "今昨往事爱热奋斗担当传承征程迹足征文作品稿件前行远方边疆海岛关山城土地旅伍装绿色帽靴哨岗"
)
# Those of them that stand in no given name either, nor in a foreign one.
_NO_NAME_SIGNS: Final = frozenset("旗兵营颂梦魂命号岁曲照灯船枪刀碑赞恋忆潮血想往们情歌词诗礼")
_DOTTED_TITLE: Final = _NO_NAME_SIGNS | {"军", "年", "心", "路", "个"}

_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹"
    "关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶"
    "刁瞿戚丘古米池滕晋苑邬臧畅宫来嵇岑缪娄卓仲褚巩骆储满封晏艾全肖闫付代"
)
_RARE_SURNAMES: Final = frozenset(
    "喻水窦云奚郎昌凤花酆廉乐皮卞元平和穆湛禹狄贝明计伏谈茅蓝麻危虞支昝经裘干应宗宣贲郁杭诸钮滑荣荀羊於惠"
    "芮羿汲邴糜松井富巫乌弓牧隗山宓蓬郗班仰秋伊仇栾暴钭厉戎祖符束幸韶郜蓟印宿怀蒲邰从鄂索咸籍蔺屠蒙阴胥"
    "苍双闻莘党贡劳逄姬扶堵宰郦雍郤璩桑濮寿通扈燕冀郏浦尚农别充慕连茹习宦鱼容慎戈庾终暨居衡弘匡寇"
    "广禄阙东殳沃利蔚越夔隆师厍晁勾敖融冷訾阚那简空毋沙乜鞠须丰巢蒯相后荆竺权逯盖益桓仉督帅缑亢况郈"
    "琴佟言福佘佴伯赏墨哈谯笪苟折冼撒税楚么粟展雒敬卿"
    "战商朴邝仝铁迟麦揭呙亓禚谌鄢冮仵尧丑银衣鹿楼粘闪买拜啜但布药才旷盘郄邸檀禤揣宛菅占揭尕邓闾亢郇宓邾郐郯訾揆"
)
_DOUBLE_SURNAMES: Final = tuple(
    re.findall(
        "..",
        "欧阳上官司马诸葛司徒东方独孤南宫夏侯尉迟皇甫公孙慕容令狐端木轩辕宇文长孙呼延澹台申屠闻人钟离鲜于司空百里淳于单于东郭"
        "拓跋赫连万俟第五纳兰西门南门公羊太史宗政濮阳公冶仲孙",
    )
)
# Words that begin like a name and may be one, but prove nothing; and those that nobody is called.
_MAYBE_PEOPLE: Final = frozenset(
    re.findall(
        "..",
        "方向高地高原石榴江南江山江河黄河黄土白云白鸽金秋金色田野马上安全成长成熟常青向前万里时代时光文明武装史诗关怀关爱"
        "华章华夏阳光全家来信安宁安徽江苏江西云南和平龙江雷锋钟声钟情童年高峰夏天方舟温暖温情康庄向往平凡计划金山",
    )
)
_NOBODY: Final = frozenset(
    re.findall(
        "..",
        "强军强国明天班长连长连队马路路上成就时间文化解放单位包容全面满怀来路师长花开东风双拥祖国从军光荣路过水兵山河"
        "敬礼敬意敬爱战友战位战场战士战歌战地战火战旗战斗",
    )
)


def says_nothing(field: Field, text: str) -> bool:
    """Whether nothing is in a field, or only what stands there as an example, as 作品题目 or XXX."""
    bare = re.sub(r"^[\[(（【{<＜](.*)[\])）】}>＞]$", r"\1", text)
    if not re.search(_SAYS_SOMETHING[field], bare):
        return True
    examples = "|".join((*PLACEHOLDERS[field], field))
    return bool(re.fullmatch(rf"[xX×*＊]{{2,}}|某{{2,}}|[xX×]{{0,3}}(?:{examples})", bare))


def no_unit(text: str) -> bool:
    """Whether `text` says that an author belongs to no unit."""
    return bool(_NO_UNIT.fullmatch(text) or _NO_UNIT_EITHER.fullmatch(text))


def elsewhere_a_unit(text: str) -> bool:
    """Whether `text`, in another field's place, is a unit, or says that there is none."""
    return proven_unit(text.split("——")[-1]) or bool(_NO_UNIT.fullmatch(text))


def unit_part(text: str) -> bool:
    """Whether `text` could be a part of a unit's name: it ends as units, or their parts, do."""
    return sure_unit(text) or bool(_UNIT_PART.search(text))


def sure_unit(text: str) -> bool:
    """Whether `text` ends as names of units do, is no ordinary word, and has nothing of a sentence or title."""
    bare = text.strip("“”()（）")
    return bool(_UNIT_TAIL.search(bare)) and not any(sign.search(bare) for sign in (_NO_TAIL, _SENTENCE, _TITLE_START))


def proven_unit(text: str) -> bool:
    """Whether `text` ends as nothing but a unit's name does."""
    return bool(_PROVEN_TAIL.search(text)) and sure_unit(text)


def may_be_unit(text: str) -> bool:
    """Whether nothing speaks against a unit's name."""
    if no_unit(text):
        return True
    bare = text.strip("“”")
    if len(bare) < 2 or re.fullmatch(r"\d{1,4}", bare):
        return False
    if not _SENTENCE.search(bare):
        return True
    return bool(_UNIT_TAIL.search(bare)) and not re.search(r"[的《]|[我你他她]们|——", bare)


def two_things(unit: str) -> bool:
    """Whether a unit's name goes on behind a sign, as if another field followed there."""
    sign = ANY_SIGN.search(unit)
    return sign is not None and not sure_unit(unit) and sure_unit(unit[: sign.start()])


def like_person(text: str) -> bool:
    """Whether each name in `text` is built as names are: surname and one or two, A·B, or Latin words."""
    text = _OTHERS.sub("", _REMARK.sub("", text).strip())
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’.-]+(?: [A-Za-zÀ-ɏ'’.-]+)*", text):
        return bool(re.search(r"[A-ZÀ-Þ][a-zà-ɏ]", text))
    names = [name for name in _AUTHORS_APART.split(text) if name]
    return bool(names) and all(_like_one(name) or all(map(_like_one, _AND.split(name))) for name in names)


def _like_one(name: str) -> bool:
    return (
        name not in _MAYBE_PEOPLE | _NOBODY
        and not is_post(name[1:])
        and (
            _dotted(name)
            or (len(name) in (2, 3) and name[0] in _SURNAMES and _is_han(name))
            or (len(name) in (3, 4) and name.startswith(_DOUBLE_SURNAMES) and _is_han(name))
            or (len(name) == 4 and name[0] in _SURNAMES and name[1] in _SURNAMES)
            or (len(name) > 2 and FOREIGN.issuperset(name))
        )
    )


def _is_han(text: str) -> bool:
    return bool(re.fullmatch(rf"[{HAN}]+", text))


def _dotted(name: str) -> bool:
    parts = re.fullmatch(rf"(?:[{HAN}]{{1,8}}|[A-Z])(?:·[{HAN}]{{1,8}}|·[A-Z])+", name)
    return parts is not None and _DOTTED_TITLE.isdisjoint(name)


def joined_name(text: str) -> str:
    """An author's name without the blanks inside it: 李 明, 李 晓 明, 欧阳 锋; two names stay apart."""
    parts = text.split(" ")
    double = parts[0] in COMPOUND
    short = all(len(part) == 1 for part in parts) or (len(parts) == 2 and (double or 1 in map(len, parts)))
    whole = "".join(parts)
    return whole if short and 1 < len(whole) <= 3 + double and _is_han(whole) else text


def may_be_author(text: str) -> bool:
    """Whether nothing speaks against an author, though not built as most names are: a rare name, a post, a unit."""
    bare = _REMARK.sub("", text).strip()
    if _SENTENCE.search(bare) and not (like_person(bare) and not re.search("[的我你他她吗呢吧]", bare)):
        return False
    names = [name for name in _AUTHORS_APART.split(_OTHERS.sub("", bare)) if name]
    return bool(names) and all(_may_be_one(name) for name in names)


def _may_be_one(name: str) -> bool:
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’.]+", name) or _dotted(name) or FOREIGN.issuperset(name):
        return True
    if proven_unit(name) or _TOGETHER.search(name):
        return True
    if not _is_han(name):
        return False
    surname = name[0] in _SURNAMES or name[0] in _RARE_SURNAMES
    if len(name) == 1:
        return surname
    posted = _WITH_POST.fullmatch(name)
    if like_person(name) or (posted and like_person(posted["name"])):
        return True
    if len(name) == 4:
        return name[0] in _SURNAMES and _TITLE_SIGNS.isdisjoint(name[1:])
    return len(name) < 4 and name not in _NOBODY and (surname or _TITLE_SIGNS.isdisjoint(name))


def is_post(text: str) -> bool:
    """Whether `text` is a rank or post alone."""
    return bool(_IS_POST.fullmatch(text))


def names_person(title: str) -> bool:
    """Whether a title may be an author's name."""
    return sure_author(title) and bool(re.search(f"[{HAN}]", title))


def sure_author(text: str) -> bool:
    """Whether each name in `text` is proven, or begins with a rare surname and is no ordinary word."""
    return like_person(text) or all(map(_likely_one, _AUTHORS_APART.split(_REMARK.sub("", text).strip())))


def _likely_one(name: str) -> bool:
    if _like_one(name):
        return True
    rare = len(name) in (2, 3) and _is_han(name) and name[0] in _RARE_SURNAMES
    return (
        rare and _NO_NAME_SIGNS.isdisjoint(name[1:]) and name not in _MAYBE_PEOPLE | _NOBODY and not is_post(name[1:])
    )


def is_rare_author(text: str) -> bool:
    """Whether `text` is an author such as no title is: a transliterated or Latin name, several, or a group."""
    bare = _REMARK.sub("", text)
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’. ]+", bare) or _WITH_POST.fullmatch(bare) or _TOGETHER.search(bare):
        return True
    return FOREIGN.issuperset(bare) or sure_author(bare) or proven_unit(bare)
