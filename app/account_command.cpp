// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/account_command.h"

#include "app/services.h"

#include <QFileInfo>
#include <QIODevice>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr qint64 kMaxPassword = 4096; // octets; SASLprep and every server stop long before

} // namespace

AccountCommand::AccountCommand(Services &services, Streams streams, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_streams(streams)
{
}

void AccountCommand::start(const Command &command)
{
    QTimer::singleShot(0, this, [this, command] {
        m_services.accounts().start(false);
        if (const auto *addition = std::get_if<AddAccountCommand>(&command))
            add(*addition);
        else if (const auto *removal = std::get_if<RemoveAccountCommand>(&command))
            remove(*removal);
        else
            list();
    });
}

void AccountCommand::add(const AddAccountCommand &command)
{
    QByteArray line = m_streams.in.readLine(kMaxPassword);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty()) {
        fail(tr("There was no password on standard input. For example: echo PASSWORD | kith account add %1 --password-stdin").arg(command.address));
        return;
    }
    QString caFile;
    if (!command.caFile.isEmpty()) {
        // Kith may be started from another folder later.
        caFile = QFileInfo(command.caFile).absoluteFilePath();
        if (!QFileInfo(caFile).isReadable()) {
            fail(tr("The certificate file %1 cannot be read.").arg(caFile));
            return;
        }
    }
    model::SignInRequest request;
    request.address = command.address;
    request.password = QString::fromUtf8(line);
    request.server = command.server;
    request.startTls = command.startTls;
    request.caFile = caFile;
    const auto added = m_services.accounts().add(request);
    if (!added) {
        fail(added.error().sentence);
        return;
    }
    const model::Account *account = m_services.accounts().byId(*added);
    say(tr("%1 was added. Kith signs in when it is started.").arg(account ? account->jid().toString() : command.address));
    finish(ExitCode::Ok);
}

void AccountCommand::list()
{
    const auto all = m_services.accounts().all();
    for (const model::Account *account : all)
        say(account->jid().toString());
    finish(ExitCode::Ok);
}

void AccountCommand::remove(const RemoveAccountCommand &command)
{
    const auto jid = net::Jid::parse(command.address);
    const auto all = m_services.accounts().all();
    for (model::Account *account : all) {
        if (!jid || account->jid() != jid->bare())
            continue;
        const QString address = account->jid().toString();
        connect(&m_services.accounts(), &model::Accounts::removed, this, [this, address] {
            say(tr("%1 was removed. Its chats stay in the profile.").arg(address));
            finish(ExitCode::Ok);
        });
        m_services.accounts().signOut(account->id(), false);
        return;
    }
    fail(tr("There is no account %1 in this profile. “kith account list” shows which there are.").arg(command.address));
}

void AccountCommand::fail(const QString &sentence)
{
    m_streams.err.write("kith: " + sentence.toUtf8() + '\n');
    finish(ExitCode::Failed);
}

void AccountCommand::say(const QString &line)
{
    m_streams.out.write(line.toUtf8() + '\n');
}

void AccountCommand::finish(ExitCode code)
{
    m_services.shutDown([this, code] { Q_EMIT finished(code); });
}

} // namespace app
