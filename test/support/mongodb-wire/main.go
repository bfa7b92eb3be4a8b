// Command mongodb-wire is a MongoDB-wire server for the test suites: FerretDB on SQLite, in one process.
//
// It listens on a free port of 127.0.0.1, prints its address as one line, and ends when its standard input
// is closed, so that it cannot outlive the suite that started it. Its one argument is the folder for data.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mongodb-wire DATA-FOLDER")
		os.Exit(2)
	}

	folder := url.URL{Scheme: "file", Opaque: os.Args[1] + "/"}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: folder.String(),
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	go func() {
		// The address is known once the server listens.
		uri, err := url.Parse(server.MongoDBURI())
		if err != nil {
			panic(err)
		}
		fmt.Printf("mongodb://%s\n", front.Addr())
		serveWritesOneByOne(front, uri.Host)
	}()

	if err := server.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
