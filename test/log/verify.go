// A verifier of our log that shares no code with it: Go's sumdb/note and
// sumdb/tlog check the signatures, the hashes and the proofs.
//
//	verify log VKEY DIR                 every entry under DIR/checkpoint
//	verify growth VKEY OLD NEW DIR      checkpoint NEW extends checkpoint OLD
//	verify receipt VKEY FILE [ENTRY]    a tlog-proof file, its own entry or ENTRY
//
// Prints one line and exits 0, or says why not and exits 1.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpoint opens a signed checkpoint of the key's log.  tlog.ParseTree knows
// another first line, so the lines are read here.
func checkpoint(vkey string, signed []byte) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	line := strings.Split(n.Text, "\n")
	if len(line) != 4 || line[3] != "" || line[0] != verifier.Name() {
		return tree, errors.New("not a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(line[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(line[2])
	return tree, err
}

// tiles reads C2SP tiles from a folder; all are 8 levels high.
type tiles struct{ dir string }

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range list {
		// Go's own paths name the height after "tile".
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		body, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		all = append(all, body)
	}
	return all, nil
}

func verifyGrowth(vkey string, old, new []byte, dir string) (string, error) {
	from, err := checkpoint(vkey, old)
	if err != nil {
		return "", err
	}
	to, err := checkpoint(vkey, new)
	if err != nil {
		return "", err
	}
	proof, err := tlog.ProveTree(to.N, from.N, tlog.TileHashReader(to, tiles{dir}))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d entries extend %d", to.N, from.N),
		tlog.CheckTree(proof, to.N, to.Hash, from.N, from.Hash)
}

// entries calls back with each entry of the bundles, until size of them.
func entries(dir string, size int64, each func(n int64, entry []byte) error) error {
	for n := int64(0); n < size; {
		tile := tlog.Tile{H: 8, L: 0, N: n / 256, W: 256}
		if size-n < 256 {
			tile.W = int(size - n)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		rest, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		for ; len(rest) > 0; n++ {
			if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
				return fmt.Errorf("%s is cut", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			if err := each(n, rest[2:end]); err != nil {
				return err
			}
			rest = rest[end:]
		}
		if n != tile.N*256+int64(tile.W) {
			return fmt.Errorf("%s holds another number of entries", path)
		}
	}
	return nil
}

// verifyLog recomputes the whole tree from the entries, and checks that the
// tiles hold the same hashes.
func verifyLog(vkey, dir string) (string, error) {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := checkpoint(vkey, signed)
	if err != nil {
		return "", err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(index []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, i := range index {
			all = append(all, stored[i])
		}
		return all, nil
	})
	err = entries(dir, tree.N, func(n int64, entry []byte) error {
		hashes, err := tlog.StoredHashes(n, entry, reader)
		stored = append(stored, hashes...)
		return err
	})
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return "", err
	}
	if root != tree.Hash {
		return "", errors.New("the entries do not lead to the signed root")
	}
	list := tlog.NewTiles(8, 0, tree.N)
	for i, tile := range list {
		if i+1 < len(list) && list[i+1].L == tile.L && list[i+1].N == tile.N {
			continue // a narrower part of the next
		}
		body, err := tiles{dir}.ReadTiles([]tlog.Tile{tile})
		if err != nil {
			return "", err
		}
		right, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return "", err
		}
		if !bytes.Equal(body[0], right) {
			return "", fmt.Errorf("%s does not hold the entries' hashes", tile.Path())
		}
	}
	return fmt.Sprintf("%d entries", tree.N), nil
}

// verifyReceipt reads c2sp.org/tlog-proof@v1.
func verifyReceipt(vkey string, file, entry []byte) (string, error) {
	head, signed, ok := bytes.Cut(file, []byte("\n\n"))
	line := strings.Split(string(head), "\n")
	if !ok || line[0] != "c2sp.org/tlog-proof@v1" {
		return "", errors.New("not a tlog-proof")
	}
	line = line[1:]
	if len(line) > 0 && strings.HasPrefix(line[0], "extra ") {
		extra, err := base64.StdEncoding.DecodeString(line[0][len("extra "):])
		if err != nil {
			return "", err
		}
		if entry == nil {
			entry = extra
		}
		line = line[1:]
	}
	if len(line) == 0 || !strings.HasPrefix(line[0], "index ") || entry == nil {
		return "", errors.New("no index or no entry")
	}
	index, err := strconv.ParseInt(line[0][len("index "):], 10, 64)
	if err != nil {
		return "", err
	}
	var proof tlog.RecordProof
	for _, l := range line[1:] {
		hash, err := tlog.ParseHash(l)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	tree, err := checkpoint(vkey, signed)
	if err != nil {
		return "", err
	}
	if index < 0 || index >= tree.N {
		return "", errors.New("the index is outside the tree")
	}
	return fmt.Sprintf("entry %d of %d", index, tree.N),
		tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func read(path string) []byte {
	b, err := os.ReadFile(path)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	return b
}

func main() {
	var what string
	err := errors.New("usage: log VKEY DIR | growth VKEY OLD NEW DIR | receipt VKEY FILE [ENTRY]")
	a := os.Args[1:]
	switch {
	case len(a) == 3 && a[0] == "log":
		what, err = verifyLog(string(read(a[1])), a[2])
	case len(a) == 5 && a[0] == "growth":
		what, err = verifyGrowth(string(read(a[1])), read(a[2]), read(a[3]), a[4])
	case len(a) == 3 && a[0] == "receipt":
		what, err = verifyReceipt(string(read(a[1])), read(a[2]), nil)
	case len(a) == 4 && a[0] == "receipt":
		what, err = verifyReceipt(string(read(a[1])), read(a[2]), read(a[3]))
	}
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("good:", what)
}
