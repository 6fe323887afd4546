// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/tag_scanner.h"

namespace net::xml {
namespace {

constexpr QByteArrayView kXml = "xml";
constexpr QByteArrayView kCdata = "[CDATA[";

} // namespace

TagScanner::Result TagScanner::scan(QByteArrayView bytes, bool inElement, bool atDocumentStart)
{
    const qsizetype size = bytes.size();
    // Jumps to a character without looking at each octet here: most octets are text or attribute values.
    const auto skipTo = [&](qsizetype from, char wanted) {
        const qsizetype at = bytes.indexOf(wanted, from);
        return at < 0 ? size : at;
    };
    for (qsizetype i = 0; i < size; ++i) {
        const char c = bytes[i];
        switch (m_state) {
        case State::Text:
            i = skipTo(i, '<');
            if (i < size)
                m_state = State::Open;
            break;
        case State::Open:
            m_matched = 0;
            m_state = c == '?' ? State::Declaration : c == '!' ? State::Bang : c == '>' ? State::Text : State::InTag;
            if (m_state == State::Declaration && !atDocumentStart)
                return {Restricted, i + 1};
            if (m_state == State::Text)
                return {Tag, i + 1};
            break;
        case State::InTag:
            if (c == '\'') {
                m_state = State::SingleQuoted;
            } else if (c == '"') {
                m_state = State::DoubleQuoted;
            } else if (c == '>') {
                m_state = State::Text;
                return {Tag, i + 1};
            }
            break;
        case State::SingleQuoted:
        case State::DoubleQuoted:
            i = skipTo(i, m_state == State::SingleQuoted ? '\'' : '"');
            if (i < size)
                m_state = State::InTag;
            break;
        case State::Declaration:
            // "<?xml" and white space, or it is a processing instruction.
            if (m_matched < kXml.size()) {
                if (c != kXml[m_matched++])
                    return {Restricted, i + 1};
            } else if (m_matched == kXml.size()) {
                ++m_matched;
                if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
                    return {Restricted, i + 1};
            } else if (c == '?') {
                m_state = State::DeclarationEnd;
            }
            break;
        case State::DeclarationEnd:
            if (c == '>') {
                m_state = State::Text;
                return {Tag, i + 1};
            }
            m_state = c == '?' ? State::DeclarationEnd : State::Declaration;
            break;
        case State::Bang:
            if (!inElement || c != kCdata[m_matched++])
                return {Restricted, i + 1};
            if (m_matched == kCdata.size()) {
                m_state = State::Cdata;
                m_matched = 0;
            }
            break;
        case State::Cdata:
            if (m_matched == 2 && c == '>') {
                m_state = State::Text;
            } else if (c == ']') {
                m_matched = qMin(m_matched + 1, 2);
            } else {
                m_matched = 0;
            }
            break;
        }
    }
    return {More, size};
}

} // namespace net::xml
