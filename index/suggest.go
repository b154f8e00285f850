package index

func (ix *Index) didYouMean(string) []string { return nil }
