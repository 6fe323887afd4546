// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace net::xml {

/// Finds where tags end, octet by octet, looking at each octet once, and refuses what XMPP forbids (RFC 6120 §11.1) before a parser sees it:
/// comments, processing instructions, DTDs. Judges nothing else: whether a tag is well-formed is the parser's business. Value type.
class TagScanner
{
public:
    enum What {
        More, ///< all octets seen, no tag ended
        Tag, ///< the last octet consumed is the '>' of a tag or of the XML declaration
        Restricted,
    };
    struct Result {
        What what;
        qsizetype consumed;
    };
    /// `inElement`: text and CDATA may come before the tag. `atDocumentStart`: an XML declaration may come.
    [[nodiscard]] Result scan(QByteArrayView bytes, bool inElement, bool atDocumentStart);

private:
    enum class State {
        Text,
        Open, ///< behind '<'
        InTag,
        SingleQuoted,
        DoubleQuoted,
        Declaration, ///< behind "<?"
        DeclarationEnd, ///< behind "<?… ?"
        Bang, ///< behind "<!"
        Cdata,
    };
    State m_state = State::Text;
    int m_matched = 0; ///< octets of "xml", "[CDATA[" or "]]>" seen so far
};

} // namespace net::xml
