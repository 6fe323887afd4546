// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/sign_in_attempt.h"

#include "model/sync/session_settings_from.h"

namespace model {

SignInAttemptImpl::SignInAttemptImpl(const AccountSync::Parts &parts, Secrets &secrets, Adopt adopt, QObject *parent)
    : SignInAttempt(parent)
    , m_parts(parts)
    , m_secrets(secrets)
    , m_adopt(std::move(adopt))
{
}

SignInAttemptImpl::~SignInAttemptImpl() = default;

void SignInAttemptImpl::start(const CheckedSignIn &checked, const AccountRecord &record, std::unique_ptr<net::Dialer> dialer, const LinkedSignIn *linked)
{
    m_record = record;
    if (linked) {
        m_device.emplace();
        m_device->id = linked->device;
        m_device->name = linked->name;
        m_device->services = linked->services;
        m_device->since = m_device->entered = m_parts.clock.now();
    }
    net::SessionSettings settings = sessionSettingsFrom(record, m_parts.settings);
    settings.password = checked.password;
    if (linked)
        settings.token = linked->token;
    m_sync = std::make_unique<AccountSync>(m_parts, std::move(settings), std::move(dialer));
    m_credentials = std::make_unique<Credentials>(m_sync->session(), m_parts.store, m_secrets, AccountSecret{checked.password, linked ? linked->token : std::nullopt});
    connect(&m_sync->session(), &net::Session::becameLive, this, &SignInAttemptImpl::onLive);
    connect(&m_sync->session(), &net::Session::errorOccurred, this, &SignInAttemptImpl::onError);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_over)
                m_sync->session().goOnline();
        },
        Qt::QueuedConnection);
}

void SignInAttemptImpl::failLater(const SignInProblem &problem)
{
    QMetaObject::invokeMethod(this, [this, problem] { fail(problem); }, Qt::QueuedConnection);
}

void SignInAttemptImpl::onLive()
{
    if (m_over)
        return;
    // What goes wrong from here on is an ordinary connection problem of an account that exists.
    disconnect(&m_sync->session(), nullptr, this, nullptr);
    m_parts.store
        .run([record = m_record, device = m_device](StoreSession &session) {
            const AccountId id = session.accounts.add(record);
            if (device)
                session.devices.ensureOwn(id, *device);
            return session.accounts.find(id);
        })
        .then(this, [this](const StoreResult<std::optional<AccountRecord>> &row) {
            if (m_over)
                return;
            if (!row || !*row)
                return fail({SignInField::None, row ? QString() : storeAdvice(row.error()), row ? QString() : row.error().detail});
            m_over = true;
            deleteLater();
            Q_EMIT succeeded(m_adopt({**row, std::move(m_sync), std::move(m_credentials)}));
        });
}

void SignInAttemptImpl::onError(const net::SessionError &error)
{
    fail(toSignInProblem(error, !m_record.server.isEmpty()));
}

void SignInAttemptImpl::fail(const SignInProblem &problem)
{
    if (m_over)
        return;
    dropSession();
    Q_EMIT failed(problem);
}

void SignInAttemptImpl::cancel()
{
    if (!m_over)
        dropSession();
}

void SignInAttemptImpl::dropSession()
{
    m_over = true;
    if (m_sync) {
        // It may be the session that is telling us.
        m_sync->session().disconnect(this);
        m_sync->session().disconnect(m_credentials.get());
        m_sync->session().detach();
        m_credentials.release()->deleteLater();
        m_sync.release()->deleteLater();
    }
    deleteLater();
}

} // namespace model
