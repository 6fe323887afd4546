// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/page_octets.h"

#include <algorithm>

#include <zlib.h>

namespace model {

namespace {

constexpr qint64 kLatest = 253'402'300'799'999; // the year 9999
constexpr qint64 kNoTime = -1;

} // namespace

void OctetWriter::number(qint64 value)
{
    quint64 rest = (quint64(value) << 1) ^ quint64(value >> 63);
    while (rest >= 0x80) {
        m_octets.append(char(rest | 0x80));
        rest >>= 7;
    }
    m_octets.append(char(rest));
}

void OctetWriter::octets(const QByteArray &value)
{
    number(value.size());
    m_octets.append(value);
}

void OctetWriter::time(const QDateTime &value)
{
    number(value.isValid() ? std::clamp<qint64>(value.toMSecsSinceEpoch(), 0, kLatest) : kNoTime);
}

qint64 OctetReader::number()
{
    quint64 value = 0;
    for (int shift = 0; !m_broken && m_at < m_octets.size() && shift < 64; shift += 7) {
        const auto octet = quint8(m_octets.at(m_at++));
        if (shift == 63 && octet > 1)
            break;
        value |= quint64(octet & 0x7f) << shift;
        if (octet < 0x80)
            return qint64(value >> 1) ^ -qint64(value & 1);
    }
    m_broken = true;
    return 0;
}

qint64 OctetReader::number(qint64 least, qint64 most)
{
    const qint64 value = number();
    if (value >= least && value <= most)
        return value;
    m_broken = true;
    return least;
}

QByteArray OctetReader::octets()
{
    const qint64 size = count();
    if (m_broken)
        return {};
    m_at += size;
    return m_octets.mid(m_at - size, size);
}

QDateTime OctetReader::time()
{
    const qint64 value = number(kNoTime, kLatest);
    return m_broken || value == kNoTime ? QDateTime() : QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}

QByteArray deflated(const QByteArray &octets)
{
    uLongf size = compressBound(uLong(octets.size()));
    QByteArray result(qsizetype(size), Qt::Uninitialized);
    if (compress2(reinterpret_cast<Bytef *>(result.data()), &size, reinterpret_cast<const Bytef *>(octets.constData()), uLong(octets.size()), Z_DEFAULT_COMPRESSION) != Z_OK)
        return {}; // only without memory
    result.truncate(qsizetype(size));
    return result;
}

std::optional<QByteArray> inflated(const QByteArray &octets, qsizetype most)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    QByteArray result;
    QByteArray part(64 * 1024, Qt::Uninitialized);
    stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(octets.constData())); // zlib does not write to it
    stream.avail_in = uInt(octets.size());
    int state = Z_OK;
    while (state == Z_OK && result.size() <= most) {
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = uInt(part.size());
        state = inflate(&stream, Z_NO_FLUSH);
        result.append(part.constData(), part.size() - qsizetype(stream.avail_out));
    }
    const bool isAll = state == Z_STREAM_END && stream.avail_in == 0 && result.size() <= most;
    inflateEnd(&stream);
    return isAll ? std::optional(result) : std::nullopt;
}

} // namespace model
