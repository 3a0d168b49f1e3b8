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
    r"无|没有|暂无|离休|退休|离退休|退役|退伍|转业|待业|[军烈]属|[居市村]民|(?:一[名位个])?(?:退役|退伍)?老兵|群众|农民|学生|教师|职工|工人|网友|无党派人士"
)
_UNIT_TAIL: Final = re.compile(
    r"(?:[部局处科室所站场院校厂社馆委办镇乡村区县市省营连团旅师军排班队会系舰艇库行台园店网矿港厅司署组报府]"
    r"|公司|集团|中心|街道|机关|基地|大学|中学|小学|哨所|民兵|海关|邮政|[居市]民|之家|重工|交通|石化|电力|电信|航空|铁路|地铁|联合体|\d级|[师交理工科财农海医电政外]大"
    r"|专业|出版|杂志|警备|武警|海警|消防|附[中小]|监狱|[妇文作侨残工商]联|[文作]协|政协|人大|[党团]委|支部"
    r"|电气|证券|保险|人寿|物流|速运|公交|烟草|城投|建工|控股|实业|科技|传媒|药业|制药|物业|地产|置业|港务|燃气|水务"
    r"|卫视|船舶|兵器|照明|钢铁|造船|海运|航运|食堂|[供水热]电|分会|学堂|驿站|车间|工段|仓库|码头|机场|口岸|[一二三四五油军]料?股)$"
)
# Endings of units that no ordinary word has.
_PROVEN_TAIL: Final = re.compile(
    r"(?:大学|学院|学校|[中小]学|党校|公司|集团|医院|法院|检察院|人武部|武装部|警备区|[军战]区|军分区|卫戍区|研究[所院]|设计院|干休所"
    r"|派出所|司令部|政治部|保障部|俱乐部|(?<!大)街道|居委会|村委会|委员会|人民政府|办公室|基金会|促进会|协会|学会|工会|报社|晚报"
    r"|日报|出版社|杂志社|分社|电视台|总队|支队|大队|[中分]队|纪念馆|博物馆|图书馆|幼儿园|陵园|体育场|银行|分行|海关|厂|[^心]中心"
    r"|基地|(?:\d{4,6}|某|武警|海军|空军)部队|某(?:单位|集团军|基地|\w{0,4}[部旅团营连师站])|集团军|文汇报|[早周时学]报|部队.*[部处科]|预备役.*[师团旅]"
    r"|[\d一二三四五六七八九十][旅团营连排]|(?<![结大布格全战僵政时残])局"
    r"|(?:宣传|组织|保卫|干部|政治|人事|财务|后勤|教务|保障|参谋|联络|人力资源|办公)[部处科室]"
    r"|[省市县区镇乡].*[委办部处厅科院所会站队社村组镇乡]|[省市县区]政府|(?:军休|税务|工商|派出|气象|托儿|疗养|干休)所"
    r"|[\d一二三四五六七八九十〇零]{2,}所|附[中小]|监狱|[区市省县](?:人大|政协|妇联|文联|作协|残联|侨联)|[文作]协|书店|党支部"
    r"|[^\W小]剧[院团社]|[^\W]乐团|歌舞团|芭蕾舞团|合唱团|艺术团|文工团|志愿服务队|救援队|居民区|档案馆|文化馆|美术馆|总行|支行"
    r"|海事处|[边质]检[总]?站|[地高]铁|航空|集团军|[东南西北中]部战区.军|东海舰队|北海舰队|南海舰队|卫生队|汽车队|通信站|军械库"
    r"|电视台|广播台|卫视|证券|海运|重工|电气|设计院|科学院|分院|中院|高院)$"
)
# Ordinary words that end as names of units do, and beginnings of titles.
_NO_TAIL: Final = re.compile(
    r"(?:军[旅营校队团]|之师|铁军|连营|[故家他]乡|[战操母考广市现立]场|母校|[深远何近暗到]处|关系|[情心]系|心连心|相连|流连"
    r"|[老导恩名律大]师|机会|相会|聚会|体会|领会|社会|学会了|城市|都市|小院|全部|内部|老部队|老连队|(?<![\d某警军种])部队"
    r"|入伍|[参从拥强建我爱老新红八将冠]军|解放军|结局|大局|安排|课堂|[边山老]区|教室|[那这哪]里|[同前远先航飞践]行"
    r"|[舞平站]台|[家校田花公乐]园|风雪|大会|开会|约会|小[村镇]|[山乡农]村|[归入]队|[那我]班|站岗)$"
)
_TITLE_START: Final = re.compile(
    r"^(?:[忆颂赞悼念怀]|致(?!公)|读(?!者)|老(?![年干兵])|难忘|走进|[重再][读回访]|写[在给我]|献给|从.*到)"
)
_NO_UNIT_START: Final = re.compile(
    r"[忆悼]|难忘|走进|致敬|献给|写给|怀念|追忆|永远|那[年一]|最后|第一次|再见|一[封枚张双面件本]"
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
# Before a post may stand where it is held, but not the verb of a title: 怀念战友王强.
_WITH_POST: Final = re.compile(rf"(?:[^忆颂赞悼念怀致读访追记写给与和]{{0,8}}{_POST})(?P<name>[{HAN}]{{2,4}})")
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
    "綦敖海慈刀侬洛巧闭邬呼展战商朴邝仝铁迟麦揭呙亓禚谌鄢冮仵尧丑银衣鹿楼粘闪买拜啜但布药才旷盘郄邸檀禤揣宛菅占揭尕邓闾亢郇宓邾郐郯訾揆"
)
_DOUBLE_SURNAMES: Final = tuple(
    re.findall(
        "..",
        "欧阳上官司马诸葛司徒东方独孤南宫夏侯尉迟皇甫公孙慕容令狐端木轩辕宇文长孙呼延澹台申屠闻人钟离鲜于司空百里淳于单于东郭"
        "拓跋赫连万俟第五纳兰西门南门公羊太史宗政濮阳公冶仲孙",
    )
)
_JAPANESE: Final = frozenset(re.findall("..", "山田佐藤铃木田中渡边伊藤中村小林加藤山本吉田高桥松本井上木村"))
# Words that begin like a name and may be one, but prove nothing; and those that nobody is called.
_MAYBE_PEOPLE: Final = frozenset(
    re.findall(
        "..",
        "方向高地高原石榴江南江山江河黄河黄土白云白鸽金秋金色田野马上常青向前万里时光文明武装"
        "华章华夏阳光全家来信安宁安徽江苏江西云南和平龙江雷锋钟声钟情童年高峰夏天方舟温暖康庄平凡计划金山",
    )
)
# What essays are called, and neither units nor people are.
_TITLES: Final = frozenset(
    [
        *re.findall(
            "..",
            "关爱关怀温情成熟安全时代史诗向往成长八一无题站台母校戎装荣光薪火初心使命破晓黎明曙光远航启航起航扬帆出征征程"
            "归队守望坚守传承铭记丰碑无悔热血铁血忠诚信仰信念青春军魂海魂国魂军礼军号军旗军歌军徽军装军帽军靴军鞋红旗国旗"
            "党旗战旗旗帜哨位哨兵哨声界碑灯塔灯火家书家风家国月光星光潮声涛声号角足迹脚印脚步背影记忆回忆往事岁月流年年轮"
            "故乡家乡乡愁乡音祖国母亲父亲爷爷奶奶外婆外公爸爸妈妈妻子丈夫儿子女儿英雄英烈烈士榜样楷模脊梁底色本色精神力量"
            "奉献奋斗拼搏选择责任担当荣誉荣耀梦想理想希望永恒永远永生不朽再见你好感恩感悟感想感怀随想随笔心声心语心愿寄语"
            "日记书信赞歌颂歌长征抗洪抗疫战疫抗战救援逆行站岗夜训拉练训练演习立正稍息集合冲锋边关边疆海疆钢枪步枪子弹勋章"
            "奖章照片操场营盘营房从军秋天春天冬天清晨早晨黄昏深夜雪夜雨夜昨天今天明天昨日今日",
        ),
        *re.findall(
            "...",
            "第三代冲锋号军功章纪念章纪念碑老照片从军行向日葵蒲公英安魂曲康乃馨石榴花马兰花白桦林常青树林荫道石头记黄土地"
            "江南雨边关月祖国啊强军梦强军路中国梦兵之初兵之歌满江红沁园春浪淘沙蝶恋花念奴娇清平乐卜算子忆江南守岛人守夜人"
            "守望者逆行者奉献者追梦人引路人同龄人海防线边防线生命线老班长兵妈妈读后感观后感烈士墙第一枪二十载三十年五公里",
        ),
        *re.findall(
            "....",
            "边防线上无名英雄英雄儿女红色基因红色记忆时代先锋时代楷模时代新人时代之光华夏之光康庄大道万里长城万家灯火"
            "钢铁长城青春无悔岁月如歌城市之光",
        ),
    ]
)
_NOBODY: Final = _TITLES | frozenset(
    [
        *re.findall(
            "..",
            "边防通讯云端铁军车站报告援朝抗美强军强国班长连长连队马路路上成就时间文化解放单位包容全面满怀来路师长花开东风"
            "双拥光荣路过水兵山河敬礼敬意敬爱战友战位战场战士战歌战地战火战斗",
        ),
        *re.findall("...", "黄浦江吴淞口苏州河武康路解放军志愿军新四军八路军子弟兵"),
    ]
)
# Places and firms whose names are built as people's are.
_NAMED_AS_PEOPLE: Final = frozenset(
    [
        *re.findall(
            "..",
            "方正华为华夏华东安徽江苏江西江南江湾江桥张江张堰张庙周浦康桥金山金桥金茂金汇黄浦徐汇杨浦杨行杨思高桥高行高东"
            "高境罗店罗泾顾村梅陇马桥马陆安亭曹路曹杨唐镇庄行万科万达万象安踏苏宁顾家石化车墩华泾华漕华新吴淞吴泾白鹤练塘"
            "朱泾枫泾松江龙华田林康健宋园洪庙叶榭吕巷莘庄",
        ),
        *re.findall("...", "周家渡徐家汇陆家嘴柴油机朱家角田子坊董家渡项目部"),
        *re.findall("....", "阿里巴巴"),
    ]
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
    return sure_unit(text) or bool(_UNIT_PART.search(text) or _NO_UNIT.fullmatch(text))


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
    if len(bare) < 2 or re.search(r"^\d{1,4}$|\d{6}部队|周年|有感$", bare) or _like_title(bare):
        return False
    if not _SENTENCE.search(bare):
        return True
    return bool(_UNIT_TAIL.search(bare)) and not re.search(r"[的《]|[我你他她]们|——", bare)


def _like_title(text: str) -> bool:
    """Whether `text` is an essay's title by its words, and has not the end of a unit's name."""
    if text in _TITLES:
        return True
    of_titles = not _NO_NAME_SIGNS.isdisjoint(text) or _NO_UNIT_START.match(text)
    return _is_han(text) and not _UNIT_TAIL.search(text) and bool(of_titles)


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
        and not (len(name) == 4 and name[:2] in _MAYBE_PEOPLE)
        and not is_post(name[1:])
        and not re.search("[的了你我她们呢吗吧]", name)
        and not proven_unit(name)
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
    return parts is not None and _DOTTED_TITLE.isdisjoint(name.replace("路易", ""))


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
    return bool(names) and all(map(_may_be_one if len(names) == 1 else _may_be_one_of_several, names))


def _may_be_one(name: str) -> bool:
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’.]+", name) or _dotted(name) or FOREIGN.issuperset(name):
        return True
    if _TOGETHER.search(name):
        return True
    if not _is_han(name) or is_post(name):
        return False
    if len(name) > 3 and FOREIGN.issuperset(name[:-1]):
        return name[-1] not in _TITLE_SIGNS
    surname = name[0] in _SURNAMES or name[0] in _RARE_SURNAMES
    if len(name) == 1:
        return surname
    posted = _WITH_POST.fullmatch(name)
    if like_person(name) or (posted and like_person(posted["name"])):
        return True
    if len(name) == 4:
        return (name[0] in _SURNAMES or name[:2] in _JAPANESE) and _TITLE_SIGNS.isdisjoint(name[2:])
    return len(name) < 4 and name not in _NOBODY and (surname or _TITLE_SIGNS.isdisjoint(name))


def _may_be_one_of_several(name: str) -> bool:
    """Whether a name between others may be an author: phrases are divided by the same signs as names."""
    built = _likely_one(name) or name in _MAYBE_PEOPLE or FOREIGN.issuperset(name) or _WITH_POST.fullmatch(name)
    return _may_be_one(name) and bool(built or not _is_han(name) or len(name) == 1 or _TOGETHER.search(name))


def is_post(text: str) -> bool:
    """Whether `text` is a rank or post alone."""
    return bool(_IS_POST.fullmatch(text))


def author_apart(text: str) -> bool:
    """Whether a piece between two signs is an author by itself, or tells of one: a name, a post, a unit."""
    return (
        like_person(text)
        or is_post(text)
        or proven_unit(text)
        or text in ("佚名", "匿名", "无名氏")
        or (sure_author(text) and _TITLE_SIGNS.isdisjoint(text))
    )


def only_a_person(unit: str) -> bool:
    """Whether what should be a unit is built as people's names are, and no place or firm is called so."""
    named = unit in _NAMED_AS_PEOPLE or unit.startswith(("上海", "中国"))
    return like_person(unit) and bool(re.search(f"[{HAN}]", unit)) and not named


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
        rare
        and _NO_NAME_SIGNS.isdisjoint(name[1:])
        and name not in _MAYBE_PEOPLE | _NOBODY
        and not is_post(name[1:])
        and not proven_unit(name)
    )


def is_rare_author(text: str) -> bool:
    """Whether `text` is an author such as no title is: a transliterated or Latin name, several, or a group."""
    bare = _REMARK.sub("", text)
    if re.fullmatch(r"[A-Za-zÀ-ɏ'’. ]+", bare) or _WITH_POST.fullmatch(bare) or _TOGETHER.search(bare):
        return True
    return FOREIGN.issuperset(bare) or sure_author(bare)
