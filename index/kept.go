package index

import (
	"strings"
	"sync"

	"github.com/klauspost/compress/s2"

	"zhongbiao/data/reference"
)

// The exact text of a notice is a kilobyte or two, too short for a compressor
// to learn from. It is given what notices have in common: the headings and
// standing phrases of the official formats, and the words of the field. They
// are part of the index's format: a change of headings is a new mappingVersion,
// the words are in the dictionary's hash.
const headings = `公告概要:公告信息:采购项目名称品目采购单位行政区域公告时间本项目招标公告日期中标日期评审专家名单总中标金额¥万元(人民币)联系人及联系方式:项目联系人项目联系电话采购单位地址采购单位联系方式代理机构名称代理机构地址代理机构联系方式
中标候选人公示第一中标候选人第二中标候选人第三中标候选人投标报价综合得分评标情况质量工期(交货期)资格能力条件异议渠道公示期招标人招标代理机构标段(包)编号公示开始时间公示结束时间
更正公告一、项目基本情况原公告的采购项目编号:原公告的采购项目名称:首次公告日期:二、更正信息更正事项:采购结果更正内容:更正前更正后更正日期:终止公告项目终止的原因废标公告废标理由有效供应商不足三家
合同公告合同编号:合同名称:合同主体采购人(甲方):供应商(乙方):合同主要信息主要标的名称:规格型号(或服务要求):主要标的数量:主要标的单价:合同金额:履约期限、地点等简要信息:采购方式:合同签订日期:合同公告日期:
中标(成交)结果公告一、项目编号:二、项目名称:三、中标(成交)信息供应商名称:供应商地址:中标(成交)金额:1.00元四、主要标的信息服务类名称:服务范围:服务要求:服务时间:服务标准:货物类名称:品牌(如有):规格型号:数量:单价(元):
五、评审专家(单一来源采购人员)名单:六、代理服务收费标准及金额:七、公告期限:自本公告发布之日起1个工作日。八、其他补充事宜九、凡对本次公告内容提出询问,请按以下方式联系。1.采购人信息名称:地址:联系方式:2.采购代理机构信息名称:地址:联系方式:3.项目联系方式项目联系人:电话:十、附件
有限公司股份有限公司有限责任公司科技有限公司信息技术有限公司集团有限公司公共资源交易中心政府采购公开招标竞争性磋商竞争性谈判询价单一来源`

// packs is S2, not zstd: it needs 0.41 of a real text where zstd needs 0.37,
// and gives it back in a quarter of the time, which is what a search for a
// phrase that stands in every notice waits for.
var packs = sync.OnceValue(func() *s2.Dict {
	var b strings.Builder
	for _, w := range reference.UserWordList() {
		b.WriteString(w.Word)
	}
	b.WriteString(headings) // last: what is nearer costs less
	return s2.MakeDict([]byte(b.String()), nil)
})

func pack(exact string) []byte { return packs().EncodeBetter(nil, []byte(exact)) }

// unpack gives the exact text of a kept value, in buf when it has room.
func unpack(kept, buf []byte) ([]byte, error) { return packs().Decode(buf[:cap(buf)], kept) }
