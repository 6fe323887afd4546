// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/precis_class.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

namespace net::precis {
namespace {

/// Derived property of RFC 8264 §8. FreeOnly is its "ID_DIS or FREE_PVAL".
enum class Property { Valid, FreeOnly, ContextJ, ContextO, Disallowed, Unassigned };

std::optional<Property> exception(char32_t c)
{
    // RFC 8264 §9.6, the same code points as RFC 5892 §2.6.
    switch (c) {
    case 0x00DF:
    case 0x03C2:
    case 0x06FD:
    case 0x06FE:
    case 0x0F0B:
    case 0x3007: return Property::Valid;
    case 0x00B7:
    case 0x0375:
    case 0x05F3:
    case 0x05F4:
    case 0x30FB: return Property::ContextO;
    case 0x0640:
    case 0x07FA:
    case 0x302E:
    case 0x302F:
    case 0x3031:
    case 0x3032:
    case 0x3033:
    case 0x3034:
    case 0x3035:
    case 0x303B: return Property::Disallowed;
    default: break;
    }
    if ((c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9))
        return Property::ContextO;
    return std::nullopt;
}

/// HasCompat (§9.17): NFKC makes something else of it.
bool hasCompatibilityMapping(char32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    const QString text = QString::fromUcs4(&c, 1);
    return U_SUCCESS(status) && !unorm2_isNormalized(nfkc, reinterpret_cast<const UChar *>(text.utf16()), int(text.size()), &status);
}

Property property(char32_t code)
{
    if (const auto special = exception(code))
        return *special;
    const auto c = UChar32(code);
    const int type = u_charType(c);
    const bool nonCharacter = u_hasBinaryProperty(c, UCHAR_NONCHARACTER_CODE_POINT);
    if (type == U_UNASSIGNED && !nonCharacter)
        return Property::Unassigned;
    if (code >= 0x21 && code <= 0x7E)
        return Property::Valid;
    if (u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL))
        return Property::ContextJ;
    const int hangul = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (hangul == U_HST_LEADING_JAMO || hangul == U_HST_VOWEL_JAMO || hangul == U_HST_TRAILING_JAMO)
        return Property::Disallowed;
    if (nonCharacter || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || type == U_CONTROL_CHAR)
        return Property::Disallowed;
    if (hasCompatibilityMapping(code))
        return Property::FreeOnly;
    switch (type) {
    case U_LOWERCASE_LETTER:
    case U_UPPERCASE_LETTER:
    case U_OTHER_LETTER:
    case U_DECIMAL_DIGIT_NUMBER:
    case U_MODIFIER_LETTER:
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK: return Property::Valid;
    case U_TITLECASE_LETTER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
    case U_ENCLOSING_MARK:
    case U_SPACE_SEPARATOR:
    case U_MATH_SYMBOL:
    case U_CURRENCY_SYMBOL:
    case U_MODIFIER_SYMBOL:
    case U_OTHER_SYMBOL:
    case U_CONNECTOR_PUNCTUATION:
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
    case U_OTHER_PUNCTUATION: return Property::FreeOnly;
    default: return Property::Disallowed;
    }
}

bool isVirama(char32_t c)
{
    return u_getCombiningClass(UChar32(c)) == 9;
}

int joining(char32_t c)
{
    return u_getIntPropertyValue(UChar32(c), UCHAR_JOINING_TYPE);
}

/// RFC 5892 A.1: a zero-width non-joiner between letters that would join.
bool separatesJoiningLetters(const std::u32string &text, size_t at)
{
    size_t before = at;
    while (before > 0 && joining(text[before - 1]) == U_JT_TRANSPARENT)
        --before;
    size_t after = at + 1;
    while (after < text.size() && joining(text[after]) == U_JT_TRANSPARENT)
        ++after;
    if (before == 0 || after == text.size())
        return false;
    const int left = joining(text[before - 1]);
    const int right = joining(text[after]);
    return (left == U_JT_LEFT_JOINING || left == U_JT_DUAL_JOINING) && (right == U_JT_RIGHT_JOINING || right == U_JT_DUAL_JOINING);
}

UScriptCode script(char32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(UChar32(c), &status);
}

/// What is asked of the text as a whole (A.7 … A.9), looked up once.
struct Whole {
    bool kanaOrHan = false, arabicDigit = false, extendedArabicDigit = false;
    explicit Whole(const std::u32string &text)
    {
        for (const char32_t c : text) {
            const UScriptCode s = c < 0x80 ? USCRIPT_COMMON : script(c);
            kanaOrHan = kanaOrHan || s == USCRIPT_HIRAGANA || s == USCRIPT_KATAKANA || s == USCRIPT_HAN;
            arabicDigit = arabicDigit || (c >= 0x0660 && c <= 0x0669);
            extendedArabicDigit = extendedArabicDigit || (c >= 0x06F0 && c <= 0x06F9);
        }
    }
};

/// RFC 5892 appendix A: code points that are allowed in some places only.
bool contextAllows(const std::u32string &text, size_t at, const Whole &whole)
{
    const char32_t c = text[at];
    const bool hasBefore = at > 0, hasAfter = at + 1 < text.size();
    switch (c) {
    case 0x200C: return (hasBefore && isVirama(text[at - 1])) || separatesJoiningLetters(text, at);
    case 0x200D: return hasBefore && isVirama(text[at - 1]);
    case 0x00B7: return hasBefore && hasAfter && text[at - 1] == U'l' && text[at + 1] == U'l';
    case 0x0375: return hasAfter && script(text[at + 1]) == USCRIPT_GREEK;
    case 0x05F3:
    case 0x05F4: return hasBefore && script(text[at - 1]) == USCRIPT_HEBREW;
    case 0x30FB: return whole.kanaOrHan;
    default: return c < 0x06F0 ? !whole.extendedArabicDigit : !whole.arabicDigit;
    }
}

} // namespace

bool isAllowed(const std::u32string &points, StringClass wanted, Unassigned unassigned)
{
    const Whole whole(points);
    for (size_t i = 0; i < points.size(); ++i) {
        switch (property(points[i])) {
        case Property::Valid: break;
        case Property::FreeOnly:
            if (wanted != StringClass::Freeform)
                return false;
            break;
        case Property::ContextJ:
        case Property::ContextO:
            if (!contextAllows(points, i, whole))
                return false;
            break;
        case Property::Unassigned:
            if (unassigned == Unassigned::Refuse)
                return false;
            break;
        case Property::Disallowed: return false;
        }
    }
    return true;
}

} // namespace net::precis
