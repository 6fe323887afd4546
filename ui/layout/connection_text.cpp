// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/connection_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

QString words(const char *text, int n = -1)
{
    return QCoreApplication::translate("StatusLine", text, nullptr, n);
}

} // namespace

ConnectionLine connectionLine(const model::ConnectionStatus &status, const QDateTime &now)
{
    using model::ConnectionKind;
    ConnectionLine line;
    QStringList parts;
    switch (status.kind) {
    case ConnectionKind::Offline:
        line.dot = status.problem.isEmpty() ? ConnectionLine::Dot::Offline : ConnectionLine::Dot::Problem;
        parts.append(status.problem.isEmpty() ? words(QT_TRANSLATE_NOOP("StatusLine", "Offline")) : status.problem);
        break;
    case ConnectionKind::Connecting:
        line.dot = ConnectionLine::Dot::Busy;
        parts.append(words(QT_TRANSLATE_NOOP("StatusLine", "Connecting…")));
        break;
    case ConnectionKind::Waiting: {
        line.dot = status.problem.isEmpty() ? ConnectionLine::Dot::Busy : ConnectionLine::Dot::Problem;
        parts.append(status.problem.isEmpty() ? words(QT_TRANSLATE_NOOP("StatusLine", "Offline")) : status.problem);
        const qint64 seconds = now.secsTo(status.retryAt);
        if (status.retryAt.isValid() && seconds > 0)
            parts.append(seconds < 90 ? words(QT_TRANSLATE_N_NOOP("StatusLine", "next try in %n second(s)"), int(seconds))
                                      : words(QT_TRANSLATE_N_NOOP("StatusLine", "next try in %n minute(s)"), int((seconds + 30) / 60)));
        break;
    }
    case ConnectionKind::Online:
        line.dot = status.catchingUp ? ConnectionLine::Dot::Busy : ConnectionLine::Dot::Online;
        if (status.catchingUp) {
            parts.append(words(QT_TRANSLATE_NOOP("StatusLine", "Reading what was missed…")));
            break;
        }
        parts.append(status.resumed ? words(QT_TRANSLATE_NOOP("StatusLine", "Resumed")) : words(QT_TRANSLATE_NOOP("StatusLine", "Online")));
        if (status.roundTrips > 0)
            parts.append(words(QT_TRANSLATE_N_NOOP("StatusLine", "%n round trip(s)"), status.roundTrips));
        break;
    }
    if (status.kind != ConnectionKind::Online && status.waitingMessages > 0)
        parts.append(words(QT_TRANSLATE_N_NOOP("StatusLine", "%n message(s) waiting"), status.waitingMessages));
    line.text = parts.join(u" · "_s);
    line.detail = line.text;
    if (status.kind == ConnectionKind::Online && !status.catchingUp && status.took.count() > 0)
        line.detail += u" · "_s + QCoreApplication::translate("StatusLine", "%1 ms").arg(QLocale().toString(qlonglong(status.took.count())));
    if (!status.detail.isEmpty())
        line.detail += u'\n' + status.detail;
    return line;
}

} // namespace ui
