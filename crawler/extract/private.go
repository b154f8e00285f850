package extract

import (
	"regexp"
	"strings"
)

// Patterns of personal data that may stand inside a value which is kept.
var personalPattern = regexp.MustCompile(`(?i)` +
	`[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}` + // mail
	`|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}` + // mobile
	`|(?:[（(]0\d{2,3}[)）][-—– ]{0,2}|0\d{2,3}[-—– ]{1,2})\d{7,8}(?:[-—转]\d{1,6})?` + // landline
	`|\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]`) // identity number

// scrub removes phones, mail addresses and identity numbers from a text.
// Numbers inside longer runs of digits are left alone (amounts, codes).
func scrub(s string) string {
	if !longDigits(s) && !strings.Contains(s, "@") {
		return s
	}
	locs := personalPattern.FindAllStringIndex(s, -1)
	if locs == nil {
		return s
	}
	var b strings.Builder
	last := 0
	for _, l := range locs {
		if inCode(s, l[0], l[1]) {
			continue
		}
		b.WriteString(s[last:l[0]])
		b.WriteString("…")
		last = l[1]
	}
	b.WriteString(s[last:])
	return b.String()
}

// longDigits tells whether s has ten digits in a row, blanks, brackets and
// dashes between them not counted: less is no phone.
func longDigits(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n++; n >= 10 {
				return true
			}
		case c == ' ' || c == '-' || c == ')' || c == '(' || c == '+':
		case c >= 0x80: // full-width brackets, long dashes
			if n > 0 && !(strings.HasPrefix(s[i:], "）") || strings.HasPrefix(s[i:], "—") || strings.HasPrefix(s[i:], "–") || strings.HasPrefix(s[i:], "转")) {
				n = 0
			} else {
				i += 2
			}
		default:
			n = 0
		}
	}
	return false
}

// inCode tells whether s[i:j] is a part of a longer number or code.
func inCode(s string, i, j int) bool {
	if strings.Contains(s[i:j], "@") {
		return false
	}
	code := func(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
	decimal := j+1 < len(s) && s[j] == '.' && s[j+1] >= '0' && s[j+1] <= '9'
	return i > 0 && (code(s[i-1]) || s[i-1] == '.') || j < len(s) && code(s[j]) || decimal
}

// personalLabel tells whether a label announces people, phones or addresses,
// also in forms that the table of labels does not list (拟派施工员, 主检人).
func personalLabel(l label, s string) bool {
	switch l.field {
	case fPerson, fPhone, fAddress:
		return true
	case fNone:
	default:
		return false
	}
	s = tight(s)
	if n := runeCount(s); n == 0 || n > 16 {
		return false
	}
	return hasAny(s, "联系人", "电话", "传真", "邮箱", "手机", "身份证", "项目经理", "负责人", "代表", "专家", "评委", "工程师", "建造师", "施工员",
		"安全员", "质量员", "资料员", "材料员", "技术人员", "专业人员", "管理人员", "经办", "联系方式", "地址", "技术员", "监理员", "法人", "造价员", "设计人员", "姓名", "成员名单", "小组成员", "QQ", "微信") &&
		!hasAny(s, "供应商名称", "金额", "项目名称", "服务", "设备")
}

// surnames are the first characters of most Chinese names.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"

// peopleOnly tells whether a line is nothing but names of people: the rest of
// a list whose heading stands above, or a cell that lost its table.
func peopleOnly(s string) bool {
	if len(s) > 600 {
		return false
	}
	parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("、,， ；;/", c) })
	for _, p := range parts {
		if i := strings.IndexAny(p, "（("); i > 0 {
			p = p[:i]
		}
		n := runeCount(p)
		if n < 2 || n > 4 || !strings.ContainsRune(surnames, []rune(p)[0]) || strings.IndexFunc(p, func(c rune) bool { return !isHan(c) }) >= 0 {
			return false
		}
		if n == 4 && len(parts) == 1 {
			return false
		}
	}
	return len(parts) > 0
}
