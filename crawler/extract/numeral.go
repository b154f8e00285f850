package extract

// chineseDigit gives the value of an ordinary Chinese digit 一…十 (两, 〇 not
// included), 0 for every other rune.
func chineseDigit(r rune) int {
	switch r {
	case '一', '壹':
		return 1
	case '二', '贰':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	case '十', '拾':
		return 10
	}
	return 0
}

// smallNumeral reads 一…九十九 (十二, 二十, 二十三); 0 when s is none.
func smallNumeral(rs []rune) int {
	n, last := 0, 0
	for _, r := range rs {
		d := chineseDigit(r)
		switch {
		case d == 10:
			n += max(last, 1) * 10
			last = 0
		case d > 0 && last == 0:
			last = d
		default:
			return 0
		}
	}
	return n + last
}

// amountDigit gives the value of a digit in an amount written in words, or -1.
func amountDigit(r rune) int64 {
	switch r {
	case '零', '〇', 'Ｏ', '○':
		return 0
	case '两', '兩':
		return 2
	case '弍', '貳':
		return 2
	case '叄', '參', '参':
		return 3
	case '陸', '六':
		return 6
	case '廿':
		return -1
	}
	if d := chineseDigit(r); d > 0 && d < 10 {
		return int64(d)
	}
	return -1
}

// wordsRune tells whether r may stand in an amount written in words.
func wordsRune(r rune) bool {
	switch r {
	case '拾', '十', '佰', '百', '仟', '千', '万', '萬', '亿', '億', '元', '圆', '圓', '角', '分', '整', '正', '廿', '卅':
		return true
	}
	return amountDigit(r) >= 0
}

// readWords reads an amount in words (壹万陆仟叁佰陆拾玖元整) as fen. ok is
// false unless it has at least one digit and one unit.
func readWords(rs []rune) (fen int64, ok bool) {
	var total, section, digit int64 // 亿/万 parts, current part below 万, pending digit
	units, digits, money := 0, 0, false
	for _, r := range rs {
		if d := amountDigit(r); d >= 0 {
			digit = d
			digits++
			continue
		}
		units++
		switch r {
		case '拾', '十':
			if digit == 0 {
				digit = 1
			}
			section += digit * 10
		case '廿':
			section += 20
		case '卅':
			section += 30
		case '佰', '百':
			section += digit * 100
		case '仟', '千':
			section += digit * 1000
		case '万', '萬':
			total, section = total+(section+digit)*10_000, 0
		case '亿', '億':
			total, section = (total+section+digit)*100_000_000, 0
		case '元', '圆', '圓':
			total, section, money = total+section+digit, 0, true
			fen = total * 100
		case '角':
			fen += digit * 10
		case '分':
			fen += digit
		}
		digit = 0
		if total > 1e14 || section > 1e14 {
			return 0, false
		}
	}
	if !money {
		fen = (total + section + digit) * 100
	}
	return fen, digits+units > 1 && units > 0 && fen > 0
}
