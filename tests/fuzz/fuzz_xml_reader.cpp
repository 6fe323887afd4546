// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/reader.h"
#include "net/xml/writer.h"
#include "tests/fuzz/fuzz_check.h"

using namespace net::xml;

namespace {

struct Read {
    QByteArray log; ///< one line per event
    std::vector<Element> elements;
};

void drain(Reader &reader, Read &into, bool restarting)
{
    while (const auto event = reader.next()) {
        if (const auto *opened = std::get_if<StreamOpened>(&*event)) {
            into.log += "open " + serialize(opened->header) + '\n';
        } else if (const auto *element = std::get_if<ElementRead>(&*event)) {
            into.log += "element " + serialize(element->element) + '\n';
            into.elements.push_back(element->element);
            if (restarting && element->element.name() == u"success")
                reader.restart();
        } else if (const auto *error = std::get_if<ReadError>(&*event)) {
            into.log += "error " + QByteArray::number(int(error->kind)) + '\n';
            FUZZ_CHECK(!reader.next()); // nothing comes after an error
        } else {
            into.log += "closed\n";
        }
    }
}

Read readIn(QByteArrayView bytes, qsizetype step, const Limits &limits)
{
    Reader reader(limits);
    Read read;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        reader.feed(bytes.sliced(at, qMin(step, bytes.size() - at)));
        drain(reader, read, true);
    }
    return read;
}

void checkReading(QByteArrayView bytes, const Limits &limits, qsizetype step)
{
    const Read whole = readIn(bytes, qMax<qsizetype>(bytes.size(), 1), limits);
    FUZZ_CHECK(readIn(bytes, step, limits).log == whole.log);
    for (const Element &element : whole.elements) {
        // What we write is read as what it was.
        Reader reader;
        reader.feed("<s>" + serialize(element));
        FUZZ_CHECK(reader.next());
        const auto event = reader.next();
        const auto *again = event ? std::get_if<ElementRead>(&*event) : nullptr;
        FUZZ_CHECK(again && again->element == element);
        FUZZ_CHECK(!reader.next());
    }
}

} // namespace

// First octet: size of the pieces. The rest: what a server sends.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const qsizetype step = 1 + data[0] % 16;
    const QByteArrayView bytes(data + 1, qsizetype(size - 1));
    checkReading(bytes, {}, step);
    Limits tight;
    tight.maxDepth = 3;
    tight.maxAttributes = 2;
    tight.maxStanzaBytes = 64;
    tight.maxHeaderBytes = 128;
    checkReading(bytes, tight, step);
    return 0;
}
