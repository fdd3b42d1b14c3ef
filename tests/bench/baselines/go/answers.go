package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"

	"statusmap.example/client/go/statusmapv1"
)

type mappingKey struct {
	status     int32
	convention string
}

// The answers, as the harness read them from the server that is measured: decoded at the start, so that a call costs a
// look-up and the encoding of a message.
type answers struct {
	lookups  map[int32]*statusmapv1.LookupStatusResponse
	mappings map[mappingKey]*statusmapv1.MapHttpStatusResponse
}

// readAnswers reads records of method, request and response, each with its length in four bytes in front.
func readAnswers(path string) (answers, error) {
	read := answers{map[int32]*statusmapv1.LookupStatusResponse{}, map[mappingKey]*statusmapv1.MapHttpStatusResponse{}}
	file, err := os.ReadFile(path)
	for err == nil && len(file) > 0 {
		var record [3][]byte
		for i := range record {
			if record[i], file, err = part(file); err != nil {
				return read, err
			}
		}
		err = read.add(string(record[0]), record[1], record[2])
	}
	return read, err
}

func part(file []byte) (part, rest []byte, err error) {
	if len(file) < 4 || uint64(len(file)-4) < uint64(binary.BigEndian.Uint32(file)) {
		return nil, nil, errors.New("the file of answers ends in the middle of a record")
	}
	end := 4 + int(binary.BigEndian.Uint32(file))
	return file[4:end], file[end:], nil
}

func (a *answers) add(method string, request, response []byte) error {
	switch method {
	case "LookupStatus":
		question, answer := &statusmapv1.LookupStatusRequest{}, &statusmapv1.LookupStatusResponse{}
		if err := errors.Join(proto.Unmarshal(request, question), proto.Unmarshal(response, answer)); err != nil {
			return err
		}
		a.lookups[question.GetHttpStatus()] = answer
	case "MapHttpStatus":
		question, answer := &statusmapv1.MapHttpStatusRequest{}, &statusmapv1.MapHttpStatusResponse{}
		if err := errors.Join(proto.Unmarshal(request, question), proto.Unmarshal(response, answer)); err != nil {
			return err
		}
		a.mappings[mappingKey{question.GetHttpStatus(), question.GetConvention()}] = answer
	default:
		return fmt.Errorf("no such method: %s", method)
	}
	return nil
}
