// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/password_change.h"
#include "model/linking/link_join.h"
#include "model/linking/link_offer.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui {

/// The words of linking, on both devices. Pure.
class LinkText
{
    Q_DECLARE_TR_FUNCTIONS(LinkText)
public:
    /// What went wrong, and what to do about it: a sentence each.
    struct Problem {
        QString cause, advice;
        bool operator==(const Problem &) const = default;
    };
    enum class Side { Old, New };
    [[nodiscard]] static Problem problem(model::LinkFailure failure, Side side);

    /// The line beside the dot: "Waiting for the new device…".
    [[nodiscard]] static QString state(model::OfferState state);
    [[nodiscard]] static QString state(const model::JoinStatus &status);
    /// "Works for 1:42 and for one device. …"
    [[nodiscard]] static QString countdown(std::chrono::milliseconds left, const QLocale &locale = {});
    [[nodiscard]] static QString wrongCode(int triesLeft);
    /// How the new device signs in, said aloud (L50); empty: not known.
    [[nodiscard]] static QString access(model::LinkAccess access, Side side);
    [[nodiscard]] static QString historySize(const model::LinkProgress &history, const QLocale &locale = {}); ///< "101,220 messages, 38 MB"; empty: not known
    [[nodiscard]] static QString progress(const model::LinkProgress &history, const QLocale &locale = {}); ///< "42,000 of 101,220 messages, 16 of 38 MB"
    /// "7, K, 4, M, dash, P, X, 2, R": a screen reader would make a word of it.
    [[nodiscard]] static QString spelled(const QString &code);
    [[nodiscard]] static QString password(const model::PasswordAnswer &answer); ///< why it was not changed, and what to do; empty: it was
};

} // namespace ui
