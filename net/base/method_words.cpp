// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/method_words.h"

namespace net {

bool isMethodWord(QStringView text)
{
    if (!text.startsWith(u'_'))
        return false;
    bool isOpen = false; // a '_' without a letter yet
    for (const QChar c : text) {
        const bool isLetter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
        if (c == u'_' ? isOpen : !isLetter)
            return false;
        isOpen = c == u'_';
    }
    return !isOpen;
}

bool methodMatches(QStringView method, QStringView word)
{
    if (!isMethodWord(word))
        return false;
    // A '_' stands before each keyword: only the end of the run has to be looked at.
    for (qsizetype at = method.indexOf(word); at >= 0; at = method.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        if (end == method.size() || method.at(end) == u'_')
            return true;
    }
    return false;
}

} // namespace net
