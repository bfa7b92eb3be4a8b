package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"sync"
)

const (
	headerBytes     = 16
	maxMessageBytes = 64 << 20
	opMsg           = 2013
	moreToCome      = 1 << 1
)

// writes are the commands that find documents and change them.
var writes = map[string]bool{"insert": true, "update": true, "delete": true, "findAndModify": true, "createIndexes": true}

// serveWritesOneByOne passes commands from listener on to the server at address, writes one at a time.
//
// MongoDB changes a single document atomically. FerretDB on SQLite finds a document and writes it back in two
// steps, between which another connection can write. Letting one write through at a time gives clients back
// the promise that MongoDB makes them.
func serveWritesOneByOne(listener net.Listener, address string) {
	var gate sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", address)
			if err != nil {
				return
			}
			defer server.Close()
			for exchange(client, server, &gate) == nil {
			}
		}()
	}
}

// exchange passes on one command and its answer.
func exchange(client, server net.Conn, gate *sync.Mutex) error {
	command, err := readMessage(client)
	if err != nil {
		return err
	}
	if writes[nameOf(command)] {
		gate.Lock()
		defer gate.Unlock()
	}
	if _, err := server.Write(command); err != nil {
		return err
	}
	if !wantsAnswer(command) {
		return nil
	}
	answer, err := readMessage(server)
	if err != nil {
		return err
	}
	_, err = client.Write(answer)
	return err
}

// readMessage reads a whole message of the wire protocol: a header that begins with the total length, and a body.
func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerBytes || length > maxMessageBytes {
		return nil, io.ErrUnexpectedEOF
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerBytes:])
	return message, err
}

// nameOf gives a command's name: the first key of its body, after flags, the section's kind, the body's length
// and the key's type.
func nameOf(command []byte) string {
	const keyAt = headerBytes + 4 + 1 + 4 + 1
	if binary.LittleEndian.Uint32(command[12:]) != opMsg || len(command) < keyAt {
		return ""
	}
	name, _, _ := bytes.Cut(command[keyAt:], []byte{0})
	return string(name)
}

// wantsAnswer tells commands from unacknowledged ones, to which no answer comes.
func wantsAnswer(command []byte) bool {
	if binary.LittleEndian.Uint32(command[12:]) != opMsg || len(command) < headerBytes+4 {
		return true
	}
	return binary.LittleEndian.Uint32(command[headerBytes:])&moreToCome == 0
}
