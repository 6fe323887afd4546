// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/precis.h"

#include "net/base/precis_class.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

namespace net::precis {
namespace {

// RFC 8264 §7: rules are applied until they change nothing; a text that is not settled by then is refused.
constexpr int kMaxRounds = 4;

QString fromCodePoints(const std::u32string &points)
{
    return QString::fromUcs4(points.data(), qsizetype(points.size()));
}

std::u32string codePoints(QStringView text)
{
    std::u32string points;
    points.reserve(size_t(text.size()));
    for (const uint c : text.toUcs4())
        points.push_back(c);
    return points;
}

/// Full-width and half-width forms become what they are forms of (RFC 8265 §3.3.1 rule 1).
QString widthMapped(QStringView text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    QString out;
    out.reserve(text.size());
    for (const char32_t c : codePoints(text)) {
        const int type = u_getIntPropertyValue(UChar32(c), UCHAR_DECOMPOSITION_TYPE);
        if (type == U_DT_WIDE || type == U_DT_NARROW) {
            UChar mapped[32];
            status = U_ZERO_ERROR;
            const int length = unorm2_getRawDecomposition(nfkc, UChar32(c), mapped, 32, &status);
            if (U_SUCCESS(status) && length > 0) {
                out.append(QStringView(mapped, length));
                continue;
            }
        }
        out.append(QChar::fromUcs4(c));
    }
    return out;
}

std::optional<QString> lower(const QString &text)
{
    UErrorCode status = U_ZERO_ERROR;
    QString out(text.size() * 3 + 1, Qt::Uninitialized); // no code point grows more than threefold
    const int length = u_strToLower(reinterpret_cast<UChar *>(out.data()), int(out.size()), reinterpret_cast<const UChar *>(text.utf16()), int(text.size()), "", &status);
    if (U_FAILURE(status))
        return std::nullopt;
    out.resize(length);
    return out;
}

std::optional<QString> nfc(const QString &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
    QString out(text.size() * 3 + 1, Qt::Uninitialized);
    const int length = unorm2_normalize(normalizer, reinterpret_cast<const UChar *>(text.utf16()), int(text.size()), reinterpret_cast<UChar *>(out.data()), int(out.size()), &status);
    if (U_FAILURE(status))
        return std::nullopt;
    out.resize(length);
    return out;
}

/// RFC 5893 §2, which asks something only of texts with right-to-left characters.
bool obeysBidiRule(const std::u32string &points)
{
    const auto direction = [](char32_t c) { return u_charDirection(UChar32(c)); };
    bool rightToLeft = false, arabicNumber = false, europeanNumber = false;
    for (const char32_t c : points) {
        const auto d = direction(c);
        rightToLeft = rightToLeft || d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC || d == U_ARABIC_NUMBER;
        arabicNumber = arabicNumber || d == U_ARABIC_NUMBER;
        europeanNumber = europeanNumber || d == U_EUROPEAN_NUMBER;
    }
    if (!rightToLeft)
        return true;
    size_t end = points.size();
    while (end > 0 && direction(points[end - 1]) == U_DIR_NON_SPACING_MARK)
        --end;
    if (end == 0)
        return false;
    const auto first = direction(points.front());
    const auto last = direction(points[end - 1]);
    const bool isRtl = first == U_RIGHT_TO_LEFT || first == U_RIGHT_TO_LEFT_ARABIC;
    if (!isRtl && first != U_LEFT_TO_RIGHT)
        return false; // condition 1
    for (const char32_t c : points) {
        switch (direction(c)) {
        case U_EUROPEAN_NUMBER:
        case U_EUROPEAN_NUMBER_SEPARATOR:
        case U_COMMON_NUMBER_SEPARATOR:
        case U_EUROPEAN_NUMBER_TERMINATOR:
        case U_OTHER_NEUTRAL:
        case U_BOUNDARY_NEUTRAL:
        case U_DIR_NON_SPACING_MARK: break;
        case U_RIGHT_TO_LEFT:
        case U_RIGHT_TO_LEFT_ARABIC:
        case U_ARABIC_NUMBER:
            if (!isRtl)
                return false; // condition 5
            break;
        case U_LEFT_TO_RIGHT:
            if (isRtl)
                return false; // condition 2
            break;
        default: return false;
        }
    }
    if (isRtl) { // conditions 3 and 4
        const bool endsWell = last == U_RIGHT_TO_LEFT || last == U_RIGHT_TO_LEFT_ARABIC || last == U_EUROPEAN_NUMBER || last == U_ARABIC_NUMBER;
        return endsWell && !(arabicNumber && europeanNumber);
    }
    return last == U_LEFT_TO_RIGHT || last == U_EUROPEAN_NUMBER; // condition 6
}

std::optional<QString> usernameOnce(QStringView text)
{
    const QString narrow = widthMapped(text);
    if (!isAllowed(codePoints(narrow), StringClass::Identifier, Unassigned::Refuse))
        return std::nullopt;
    const auto lowered = lower(narrow);
    const auto composed = lowered ? nfc(*lowered) : std::nullopt;
    if (!composed)
        return std::nullopt;
    const std::u32string points = codePoints(*composed);
    if (!isAllowed(points, StringClass::Identifier, Unassigned::Refuse) || !obeysBidiRule(points))
        return std::nullopt;
    return composed;
}

std::optional<QString> opaqueOnce(QStringView text, Unassigned unassigned)
{
    std::u32string points = codePoints(text);
    if (!isAllowed(points, StringClass::Freeform, unassigned))
        return std::nullopt;
    for (char32_t &c : points) {
        if (u_charType(UChar32(c)) == U_SPACE_SEPARATOR)
            c = U' ';
    }
    return nfc(fromCodePoints(points));
}

template<class Rules>
std::optional<QString> untilStable(QStringView text, Rules rules)
{
    if (text.isEmpty() || !text.isValidUtf16())
        return std::nullopt;
    QString current = text.toString();
    for (int round = 0; round < kMaxRounds; ++round) {
        std::optional<QString> next = rules(current);
        if (!next || next->isEmpty() || *next == current)
            return next && !next->isEmpty() ? next : std::nullopt;
        current = std::move(*next);
    }
    return std::nullopt;
}

} // namespace

std::optional<QString> usernameCaseMapped(QStringView text)
{
    return untilStable(text, [](const QString &t) { return usernameOnce(t); });
}

std::optional<QString> opaqueString(QStringView text, Unassigned unassigned)
{
    return untilStable(text, [=](const QString &t) { return opaqueOnce(t, unassigned); });
}

} // namespace net::precis
