package extract

import (
	"encoding/json"
	"strings"
	"testing"
)

// people are invented names, phones, addresses and codes of persons that the
// page below is full of; none may survive the reading.
var people = []string{"张三丰", "李四光", "王五一", "赵六六", "钱七七", "孙八八", "周九九", "吴十全", "郑一二", "冯三四", "陈五六", "褚七八", "卫九十", "蒋甲乙", "沈丙丁",
	"13812345678", "0571-87654321", "010-66668888", "someone@example.com", "330102199001011234", "中心大道9号", "139 1234 5678", "某路77号"}

const peoplePage = `<h2>示例大模型平台中标公告</h2>
<div class="table"><table><tr><td class="title">采购单位</td><td>示例市数据局</td></tr><tr><td class="title">行政区域</td><td>浙江省</td><td class="title">公告时间</td><td>2024年05月06日</td></tr>
<tr><td class="title">评审专家名单</td><td>张三丰,李四光,王五一</td></tr><tr><td class="title">项目联系人</td><td>赵六六</td></tr><tr><td class="title">项目联系电话</td><td>13812345678</td></tr>
<tr><td class="title">采购单位地址</td><td>示例市中心大道9号</td></tr><tr><td class="title">采购单位联系方式</td><td>赵六六 0571-87654321</td></tr></table></div>
<p>一、项目编号：SL-PP-1</p><p>二、项目名称：大模型平台</p><p>三、中标（成交）信息</p>
<table><tr><th>供应商名称</th><th>供应商地址</th><th>法定代表人</th><th>企业办公电话</th><th>中标金额（元）</th></tr><tr><td>示例科技有限公司</td><td>某路77号</td><td>钱七七</td><td>13812345678</td><td>1200000</td></tr></table>
<table><tr><td>项目经理</td><td>孙八八,一级建造师</td></tr><tr><td>施工技术负责人</td><td>周九九,工程师</td></tr><tr><td>建筑专业设计负责人</td><td>吴十全</td></tr></table>
<p>四、主要标的信息</p><table><tr><th>名称</th><th>项目经理</th><th>单价</th></tr><tr><td>大模型平台</td><td>孙八八</td><td>1200000</td></tr></table>
<p>五、评审专家（单一来源采购人员）名单：</p><p>张三丰、李四光、王五一（采购人代表）</p>
<p>评标委员会成员：</p><p>郑一二 冯三四</p>
<p>谈判小组成员名单: 陈五六、褚七八</p>
<p>九、凡对本次公告内容提出询问，请按以下方式联系。</p><p>1.采购人信息</p><p>名 称：示例市数据局</p><p>地 址：示例市中心大道9号</p><p>联系方式：赵六六 13812345678</p>
<p>2.采购代理机构信息</p><p>名 称：示例代理有限公司</p><p>联 系 人：卫九十</p><p>电子邮箱：someone@example.com</p><p>3.项目联系方式</p><p>项目联系人：蒋甲乙</p><p>电 话：139 1234 5678</p>
<p>招标人代表：沈丙丁 身份证号：330102199001011234</p><p>投诉电话：010-66668888</p>`

func TestNoPersonalData(t *testing.T) {
	pages := map[string]string{
		"html": peoplePage,
		"text": strings.NewReplacer("<p>", "\n", "</p>", "\n", "<h2>", "", "</h2>", "\n", "</td>", "\n", "</th>", "\n", "<tr>", "\n").Replace(stripTags(peoplePage)),
	}
	for name, page := range pages {
		ns, err := Read(Input{Portal: "x", Body: []byte(page)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := ns[0]
		all, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		kept := string(all) + n.Text + strings.Join(n.Subject, "\n")
		for _, p := range people {
			if strings.Contains(kept, p) {
				t.Errorf("%s: %q is kept", name, p)
			}
		}
		if !strings.Contains(kept, "示例科技有限公司") || n.TotalFen != 120_000_000 || n.Buyer != "示例市数据局" {
			t.Errorf("%s: the facts are lost: %s", name, all)
		}
	}
}

// stripTags leaves only the tags that the test's replacer turns into lines.
func stripTags(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return b.String() + s
		}
		j := strings.IndexByte(s[i:], '>')
		b.WriteString(s[:i])
		if tag := s[i : i+j+1]; tag == "<p>" || tag == "</p>" || tag == "</td>" || tag == "</th>" || tag == "</tr>" || tag == "<h2>" || tag == "</h2>" {
			b.WriteString("\n")
		}
		s = s[i+j+1:]
	}
	return b.String()
}

func TestScrubKeepsNumbers(t *testing.T) {
	for _, s := range []string{"1380000000.00元", "SDGP370000000202402000180", "20240430", "91330102MA2B123456", "中标金额：13812345678.00元", "编号330102199001011234567"} {
		if got := scrub(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for _, s := range []string{"电话13812345678，", "(0571)87654321", "0571-87654321转8002", "a.b@example.com"} {
		if got := scrub(s); strings.ContainsAny(got, "0123456789@") && got == s {
			t.Errorf("%q is kept", s)
		}
	}
}
