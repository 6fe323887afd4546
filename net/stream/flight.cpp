// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/flight.h"

#include "net/proto/rfc6120_stream.h"
#include "net/xml/writer.h"

using namespace Qt::StringLiterals;

namespace net {
namespace {

QByteArray headBytes(const StreamHead &head)
{
    QByteArray bytes = head.declaration ? QByteArray("<?xml version='1.0'?>") : QByteArray();
    return bytes
        + xml::serializeOpen(rfc6120::streamHeader(head.from, head.to), rfc6120::kClientNs, {{u"stream"_s, rfc6120::kStreamNs.toString()}});
}

} // namespace

QByteArray toBytes(const FlightPiece &piece)
{
    if (const auto *head = std::get_if<StreamHead>(&piece))
        return headBytes(*head);
    if (const auto *element = std::get_if<xml::Element>(&piece))
        return xml::serialize(*element, rfc6120::kClientNs);
    return "</stream:stream>";
}

QByteArray toBytes(const Flight &flight)
{
    QByteArray bytes;
    for (const FlightPiece &piece : flight)
        bytes += toBytes(piece);
    return bytes;
}

} // namespace net
