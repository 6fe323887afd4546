// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store_opening.h"

#include "app/profile.h"
#include "net/base/log.h"
#include "ui/sign_in/problem_dialog.h"

#include <QCoreApplication>
#include <QDir>

namespace app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("StoreOpening", text);
}

bool isDamage(model::StoreErrorKind kind)
{
    switch (kind) {
    case model::StoreErrorKind::Corrupt:
    case model::StoreErrorKind::MigrationFailed:
        return true;
    case model::StoreErrorKind::CannotOpen:
    case model::StoreErrorKind::ReadOnly:
    case model::StoreErrorKind::DiskFull:
    case model::StoreErrorKind::Locked:
    case model::StoreErrorKind::NewerSchema: // sound, only not for us
    case model::StoreErrorKind::Query:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace

std::unique_ptr<model::Store> openStore(const Profile &profile, const AskAboutStore &ask, model::StoreError &lastError)
{
    for (;;) {
        auto opened = model::Store::open(profile.databaseFile());
        if (opened)
            return std::move(*opened);
        lastError = opened.error();
        qCWarning(logApp) << "the database cannot be opened:" << lastError.detail;
        switch (ask(lastError, isDamage(lastError.kind))) {
        case StoreChoice::Quit:
            return nullptr;
        case StoreChoice::TryAgain:
            break;
        case StoreChoice::StartFresh:
            if (const auto aside = model::Store::setAside(profile.databaseFile(), QDateTime::currentDateTimeUtc()))
                qCInfo(logApp) << "the damaged database is now" << *aside;
            break; // if that failed, opening fails again and says so
        }
    }
}

AskAboutStore askWithWindow(const ui::Theme &theme, const Profile &profile)
{
    return [&theme, folder = profile.directory()](const model::StoreError &error, bool mayStartFresh) {
        QList<ui::ProblemDialog::Choice> choices{{tr("Try again"), {}, int(StoreChoice::TryAgain)}};
        if (mayStartFresh) {
            choices << ui::ProblemDialog::Choice{tr("Start fresh"),
                tr("“Start fresh” keeps the damaged file beside the new one in %1. You sign in again, and Kith fetches what the server's archive has.")
                    .arg(QDir::toNativeSeparators(folder)),
                int(StoreChoice::StartFresh)};
        }
        choices << ui::ProblemDialog::Choice{tr("Quit"), {}, int(StoreChoice::Quit)};
        ui::ProblemDialog dialog(theme, tr("Your chats cannot be opened"), model::storeAdvice(error), error.detail, choices, int(StoreChoice::Quit));
        return StoreChoice(dialog.exec());
    };
}

} // namespace app
