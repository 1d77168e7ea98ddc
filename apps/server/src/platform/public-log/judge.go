// Checks a log over HTTP with the libraries of the Go project (golang.org/x/mod/sumdb: note and tlog), which know nothing of
// ours. The arguments: the address of the log, its verifier key, and sizes at which heads were signed before.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var base string
var keys note.Verifiers

func fail(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func read(path string) ([]byte, error) {
	answer, err := http.Get(base + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	return io.ReadAll(answer.Body)
}

type tiles struct{}

func (tiles) Height() int { return 8 }

func (tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		// The paths of sumdb name the height of a tile; C2SP leaves it out since it is always 8.
		data, err := read("/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func head(text []byte) tlog.Tree {
	signed, err := note.Open(text, keys)
	fail(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	fail(err)
	root, err := tlog.ParseHash(lines[2])
	fail(err)
	return tlog.Tree{N: size, Hash: root}
}

func entries(size int64) [][]byte {
	var all [][]byte
	for int64(len(all)) < size {
		tile := tlog.Tile{H: 8, L: 0, N: int64(len(all)) / 256, W: 256}
		if left := size - int64(len(all)); left < 256 {
			tile.W = int(left)
		}
		bundle, err := read("/" + strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
		fail(err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

func proof(text string, index int64, entry []byte) (tlog.RecordProof, tlog.Tree) {
	parts := strings.SplitN(text, "\n\n", 2)
	var hashes tlog.RecordProof
	after := false
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != "extra "+base64.StdEncoding.EncodeToString(entry) {
		fail(fmt.Errorf("the receipt of entry %d has another beginning", index))
	}
	for _, line := range lines[2:] {
		if after {
			bytes, err := base64.StdEncoding.DecodeString(line)
			fail(err)
			var hash tlog.Hash
			copy(hash[:], bytes)
			hashes = append(hashes, hash)
		}
		if line == fmt.Sprintf("index %d", index) {
			after = true
		}
	}
	return hashes, head([]byte(parts[1]))
}

func main() {
	base = os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	fail(err)
	keys = note.VerifierList(verifier)
	checkpoint, err := read("/checkpoint")
	fail(err)
	tree := head(checkpoint)
	hashes := tlog.TileHashReader(tree, tiles{})
	for index, entry := range entries(tree.N) {
		hash := tlog.RecordHash(entry)
		made, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		fail(err)
		fail(tlog.CheckRecord(made, tree.N, tree.Hash, int64(index), hash))
		if index%50 == 0 {
			receipt, err := read(fmt.Sprintf("/proof/%d", index))
			fail(err)
			given, signed := proof(string(receipt), int64(index), entry)
			fail(tlog.CheckRecord(given, signed.N, signed.Hash, int64(index), hash))
		}
	}
	for _, size := range os.Args[3:] {
		text, err := read("/checkpoint/" + size)
		fail(err)
		old := head(text)
		made, err := tlog.ProveTree(tree.N, old.N, hashes)
		fail(err)
		fail(tlog.CheckTree(made, tree.N, tree.Hash, old.N, old.Hash))
	}
	fmt.Printf("%d entries, %d earlier heads\n", tree.N, len(os.Args)-3)
}
