// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

#include <memory>
#include <optional>

namespace net::xml {

/// Bounds on what a server may send. Beyond them the stream ends with a ReadError, nothing is allocated first.
struct Limits {
    int maxDepth = 128; ///< nested elements, the stream root not counted
    int maxAttributes = 256; ///< on one element
    qsizetype maxStanzaBytes = 4 * 1024 * 1024; ///< from '<' to the matching end, as bytes on the wire
    qsizetype maxHeaderBytes = 64 * 1024; ///< up to the end of the stream's opening tag
};

enum class ReadErrorKind {
    NotWellFormed,
    Restricted, ///< comment, processing instruction, DTD or entity (RFC 6120 §11.1)
    TooDeep,
    TooManyAttributes,
    TooLarge,
    NotUtf8,
};

struct StreamOpened { Element header; }; ///< opening tag of the root, no children
struct ElementRead { Element element; }; ///< a whole child of the root
struct StreamClosed { }; ///< </stream:stream>
struct ReadError { ReadErrorKind kind; QString detail; };
using Event = std::variant<StreamOpened, ElementRead, StreamClosed, ReadError>;

/// Push reader of an XMPP stream: octets in, whole elements out (RFC 6120 §11). Works on the octets as they come, so a character or tag cut
/// anywhere by the network is no problem, and work is linear in the bytes read. Built on expat.
///
/// Pull the events with next() after each feed(), until it gives none. It stops exactly behind the octet that ended an element, so that after <success/> a caller
/// can restart() and the very next octet is read as a new document, as pipelined logins need.
/// One thread. After a ReadError nothing more comes until restart() or clear(), and what was fed is dropped.
class Reader
{
public:
    explicit Reader(Limits limits = {});
    ~Reader();
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    void feed(QByteArrayView bytes);
    /// The next complete event, nullopt when more octets are needed.
    [[nodiscard]] std::optional<Event> next();
    /// Begin a new document with the next unread octet; octets fed but not yet consumed stay.
    void restart();
    /// Begin a new document and drop what was fed.
    void clear();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace net::xml
