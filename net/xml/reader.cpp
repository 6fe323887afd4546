// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/reader.h"

#include "net/xml/tag_scanner.h"

#include <expat.h>

namespace net::xml {
using namespace Qt::StringLiterals;
namespace {

// Between namespace and name in what expat hands over. Not a character of XML, so no document can contain it.
constexpr XML_Char kSeparator = '\x1f';
constexpr qsizetype kCompactAbove = 64 * 1024;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

struct Name {
    QUtf8StringView ns, local;
    explicit Name(const XML_Char *text)
    {
        const QByteArrayView all(text);
        const qsizetype cut = all.indexOf(kSeparator);
        if (cut >= 0)
            ns = QUtf8StringView(all.data(), cut);
        local = QUtf8StringView(all.data() + cut + 1, all.size() - cut - 1);
    }
};

} // namespace

// Expat is given whole tags only: text and the tag behind it in one call, found by TagScanner. So it never keeps or scans anything twice (an unfinished tag of
// many reads would cost it the square), its reparse deferral never holds an element back, and the end of an element is the end of a call: exact to the octet.
struct Reader::Private {
    enum class Phase { Document, Stream, Closed, Failed };

    explicit Private(Limits l)
        : limits(l)
        , parser(XML_ParserCreateNS("UTF-8", kSeparator))
    {
        Q_CHECK_PTR(parser);
        install();
    }
    ~Private() { XML_ParserFree(parser); }

    Limits limits;
    XML_Parser parser;
    QByteArray buffer;
    qsizetype read = 0; ///< octets of `buffer` that are done with
    qsizetype scanned = 0; ///< octets of `buffer` the scanner has seen
    qint64 unitBytes = 0; ///< octets of the element (or header) being read that are done with
    TagScanner scanner;
    Phase phase = Phase::Document;
    std::vector<Element> open; ///< elements that wait for their end tags; the root is not among them
    int depth = 0; ///< the root counts
    std::optional<Event> event;

    void install();
    void begin();
    void compact();
    void fail(ReadErrorKind kind, const QString &detail);
    bool skipSpace();
    void scan();
    void parseTo(qsizetype end);

    void onStart(const XML_Char *name, const XML_Char **attributes);
    void onEnd();
    void onText(const XML_Char *text, int length);
    void onDeclaration(const XML_Char *encoding);
};

void Reader::Private::install()
{
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void *d, const XML_Char *name, const XML_Char **attributes) { static_cast<Private *>(d)->onStart(name, attributes); },
        [](void *d, const XML_Char *) { static_cast<Private *>(d)->onEnd(); });
    XML_SetCharacterDataHandler(parser, [](void *d, const XML_Char *text, int length) { static_cast<Private *>(d)->onText(text, length); });
    XML_SetXmlDeclHandler(parser, [](void *d, const XML_Char *, const XML_Char *encoding, int) { static_cast<Private *>(d)->onDeclaration(encoding); });
}

void Reader::Private::begin()
{
    XML_ParserReset(parser, "UTF-8");
    install();
    scanned = read;
    unitBytes = 0;
    scanner = TagScanner();
    phase = Phase::Document;
    open.clear();
    depth = 0;
    event.reset();
}

void Reader::Private::compact()
{
    if (read == buffer.size()) {
        buffer.resize(0);
    } else if (read > kCompactAbove && read > buffer.size() / 2) {
        buffer.remove(0, read); // moves at most as much as was read since the last time: linear in all
    } else {
        return;
    }
    scanned -= read;
    read = 0;
}

void Reader::Private::fail(ReadErrorKind kind, const QString &detail)
{
    if (phase == Phase::Failed)
        return;
    phase = Phase::Failed;
    event = ReadError{kind, detail}; // expat may still be reading `buffer`: next() drops it
}

/// Between elements only white space may stand: keepalive (RFC 6120 §4.6.1). It is dropped here, however much of it comes. True at a '<'.
bool Reader::Private::skipSpace()
{
    while (read < buffer.size() && isSpace(buffer[read]))
        ++read;
    scanned = read;
    if (read == buffer.size())
        return false;
    if (buffer[read] == '<')
        return true;
    fail(ReadErrorKind::NotWellFormed, u"text between elements"_s);
    return false;
}

void Reader::Private::scan()
{
    while (!event && phase != Phase::Closed) {
        const bool inElement = !open.empty();
        if (!inElement && scanned == read && !skipSpace())
            return;
        const TagScanner::Result found = scanner.scan(QByteArrayView(buffer).sliced(scanned), inElement, phase == Phase::Document && unitBytes == 0);
        scanned += found.consumed;
        const qint64 size = unitBytes + (scanned - read);
        const qsizetype limit = phase == Phase::Document ? limits.maxHeaderBytes : limits.maxStanzaBytes;
        if (size > limit)
            return fail(ReadErrorKind::TooLarge, u"more than %1 octets"_s.arg(limit));
        switch (found.what) {
        case TagScanner::More: return;
        case TagScanner::Restricted: return fail(ReadErrorKind::Restricted, u"comment, processing instruction or DTD"_s);
        case TagScanner::Tag: parseTo(scanned);
        }
    }
}

void Reader::Private::parseTo(qsizetype end)
{
    const QByteArrayView unit = QByteArrayView(buffer).sliced(read, end - read);
    const auto status = XML_Parse(parser, unit.data(), int(unit.size()), XML_FALSE);
    if (phase == Phase::Failed)
        return;
    if (status != XML_STATUS_OK) {
        const XML_Error code = XML_GetErrorCode(parser);
        const ReadErrorKind kind = code == XML_ERROR_UNDEFINED_ENTITY ? ReadErrorKind::Restricted
            : !QByteArray(unit.data(), unit.size()).isValidUtf8()     ? ReadErrorKind::NotUtf8
                                                                      : ReadErrorKind::NotWellFormed;
        return fail(kind, QString::fromUtf8(XML_ErrorString(code)));
    }
    unitBytes += unit.size();
    read = end;
    if (event)
        unitBytes = 0;
}

void Reader::Private::onStart(const XML_Char *name, const XML_Char **attributes)
{
    if (phase == Phase::Failed)
        return;
    ++depth;
    if (depth > limits.maxDepth + 1) {
        XML_StopParser(parser, XML_FALSE);
        return fail(ReadErrorKind::TooDeep, u"more than %1 levels"_s.arg(limits.maxDepth));
    }
    if (XML_GetSpecifiedAttributeCount(parser) / 2 > limits.maxAttributes) {
        XML_StopParser(parser, XML_FALSE);
        return fail(ReadErrorKind::TooManyAttributes, u"more than %1 attributes"_s.arg(limits.maxAttributes));
    }
    const Name n(name);
    bool colon = QByteArrayView(n.local.data(), n.local.size()).contains(':');
    Element e(n.local.toString(), n.ns.toString());
    for (const XML_Char **a = attributes; *a; a += 2) {
        const Name an(a[0]);
        colon = colon || QByteArrayView(an.local.data(), an.local.size()).contains(':');
        const QString value = QString::fromUtf8(a[1]);
        e.set(an.local.toString(), value.isNull() ? u""_s : value, an.ns.toString());
    }
    if (colon) { // Namespaces in XML 1.0 §7: no name has two; expat lets them pass
        XML_StopParser(parser, XML_FALSE);
        return fail(ReadErrorKind::NotWellFormed, u"colon in a name"_s);
    }
    if (depth == 1) {
        phase = Phase::Stream;
        event = StreamOpened{std::move(e)};
    } else {
        open.push_back(std::move(e));
    }
}

void Reader::Private::onEnd()
{
    if (phase == Phase::Failed)
        return;
    --depth;
    if (depth == 0) {
        // <stream/> as one empty tag: opened and closed by the same octets. Nobody sends that and means it.
        if (event)
            return fail(ReadErrorKind::NotWellFormed, u"empty stream"_s);
        phase = Phase::Closed;
        event = StreamClosed{};
        return;
    }
    Element done = std::move(open.back());
    open.pop_back();
    if (open.empty())
        event = ElementRead{std::move(done)};
    else
        open.back().add(std::move(done));
}

void Reader::Private::onText(const XML_Char *text, int length)
{
    if (!open.empty())
        open.back().addText(QString::fromUtf8(text, length));
}

void Reader::Private::onDeclaration(const XML_Char *encoding)
{
    // RFC 6120 §11.6: UTF-8 and nothing else. Expat was told to read UTF-8 whatever is declared.
    if (encoding && QByteArrayView(encoding).compare("UTF-8", Qt::CaseInsensitive) != 0) {
        XML_StopParser(parser, XML_FALSE);
        fail(ReadErrorKind::NotUtf8, u"declared encoding is not UTF-8"_s);
    }
}

Reader::Reader(Limits limits)
    : d(std::make_unique<Private>(limits))
{
}

Reader::~Reader() = default;

void Reader::feed(QByteArrayView bytes)
{
    if (d->phase == Private::Phase::Failed)
        return;
    d->compact();
    d->buffer.append(bytes.data(), bytes.size());
}

std::optional<Event> Reader::next()
{
    if (!d->event && d->phase != Private::Phase::Failed)
        d->scan();
    if (d->phase == Private::Phase::Failed) {
        d->buffer.clear();
        d->read = d->scanned = 0;
        d->open.clear();
    }
    return std::exchange(d->event, std::nullopt);
}

void Reader::restart()
{
    d->begin();
}

void Reader::clear()
{
    d->buffer.clear();
    d->read = 0;
    d->begin();
}

} // namespace net::xml
