// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// PSYC's keywords: what they inherit, what a filter matches, and the names of three generations (linking.md §2 and §3).
#include <QString>
#include <QStringList>

#include <optional>

/// Rules on words, without state. Any thread.
namespace net::psyc {

// The methods of linking, in the newest generation's names, which are the ones we send.
inline constexpr QStringView kEnter = u"_request_context_enter"; // L12
inline constexpr QStringView kLeave = u"_request_context_leave"; // L21
inline constexpr QStringView kChallenge = u"_error_necessary_authentication"; // L17: a step where it has a _nonce, else final
inline constexpr QStringView kWrong = u"_error_invalid_password"; // L20
inline constexpr QStringView kEntered = u"_notice_context_enter"; // L14
inline constexpr QStringView kLeft = u"_notice_context_leave";
// L51
inline constexpr QStringView kExpired = u"_error_expired_token";
inline constexpr QStringView kTaken = u"_error_taken_link";
inline constexpr QStringView kTooMany = u"_error_excess_links";
// Ours, each in the family that says what to do with it when it is not known.
inline constexpr QStringView kBurnt = u"_error_invalid_password_burnt";
inline constexpr QStringView kBadMethod = u"_error_unsupported_hash";
inline constexpr QStringView kInvalid = u"_error_invalid_request";
inline constexpr QStringView kUnknown = u"_error_unknown_method";
inline constexpr QStringView kWaiting = u"_status_waiting_approval";
inline constexpr QStringView kRefused = u"_failure_refused_link";
inline constexpr QStringView kGrant = u"_data_grant";
inline constexpr QStringView kGranted = u"_echo_grant";
inline constexpr QStringView kPageRequest = u"_request_history_page";
inline constexpr QStringView kPage = u"_data_history_page";
inline constexpr QStringView kHistoryStored = u"_notice_history_stored"; // by who asked for pages: it has them all
inline constexpr QStringView kHistoryEnter = u"_request_history_enter"; // link_resume.h
inline constexpr QStringView kHistoryEntered = u"_notice_history_enter";

/// One or more words of letters and digits, each behind an underscore; at most kMaxKeyword characters.
[[nodiscard]] bool isKeyword(QStringView text);
inline constexpr qsizetype kMaxKeyword = 128;

/// `_message_private` is a `_message`, `_messages` is not.
[[nodiscard]] bool inherits(QStringView sub, QStringView base);
/// The filter's words stand one behind the other in the method's. Contains inheritance as a special case; case counts.
[[nodiscard]] bool keywordMatch(QStringView filter, QStringView method);

inline constexpr qsizetype kMaxFilters = 8; ///< of one location
[[nodiscard]] bool areFilters(const QStringList &services);
/// L22–L24: a location without `_service` is a catch-all, of which there may be several; one with gets what matches any of them.
[[nodiscard]] bool receives(const QStringList &services, QStringView method);

/// The method without as many of its last words as it takes until it is one of `known`; an application must cope with unknown ones in this way. Empty: not even its family is known.
[[nodiscard]] QStringView knownBase(QStringView method, std::initializer_list<QStringView> known);
/// L49: what to do with a method of which no part is known.
enum class Fallback { AnswerError, StoreAndShow, ShowText, Drop };
[[nodiscard]] Fallback fallbackFor(QStringView method);

/// The newest name of a method of linking, what hung behind the old one kept: `_notice_link_service` is `_notice_context_enter_service`. Others are returned as they are.
[[nodiscard]] QString newestName(QStringView method);

/// `_available_hashes`, `_service`: the first character is the separator, unless it begins a word; then it is ';', as psyced writes it.
[[nodiscard]] QStringList parseList(QStringView text);
[[nodiscard]] QString formatList(const QStringList &entries);

/// L51: the method that says the same as a condition of XMPP, and the other way round. Empty: none.
[[nodiscard]] QString methodForCondition(QStringView condition);
[[nodiscard]] QString conditionForMethod(QStringView method);

} // namespace net::psyc
