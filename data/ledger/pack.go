package ledger

import (
	"encoding/json"

	"github.com/klauspost/compress/zstd"

	"zhongbiao/data"
)

// packer keeps notices small in memory while a rebuild waits for their turn.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	return &packer{enc, dec}, err
}

func (p *packer) close() {
	if p != nil {
		p.enc.Close()
		p.dec.Close()
	}
}

func (p *packer) pack(n *data.Notice) ([]byte, error) {
	b, err := json.Marshal(n)
	if err != nil {
		return nil, err
	}
	small := p.enc.EncodeAll(b, make([]byte, 0, len(b)/2))
	return append(make([]byte, 0, len(small)), small...), nil
}

func (p *packer) unpack(b []byte) (*data.Notice, error) {
	raw, err := p.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, err
	}
	n := new(data.Notice)
	return n, json.Unmarshal(raw, n)
}
