package reference

import (
	"embed"
	"io/fs"
)

//go:embed portals/*.yaml
var portalFiles embed.FS

// PortalFS gives the embedded portal definitions, one YAML file each.
func PortalFS() fs.FS {
	sub, err := fs.Sub(portalFiles, "portals")
	if err != nil {
		panic(err) // unreachable: the folder is embedded
	}
	return sub
}
