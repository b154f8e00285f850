package extract

import "zhongbiao/data"

func readJSON(in Input, text string) ([]data.Notice, error) {
	return nil, &Error{"no_notice", "no notice in this JSON document"}
}
