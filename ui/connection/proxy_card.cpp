// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/proxy_card.h"

#include "model/store/settings.h"
#include "model/types/host_port.h"
#include "ui/settings/settings_page.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using model::Setting;

namespace ui {

namespace {

constexpr int kPortWidth = 110;
constexpr int kSocksPort = 1080; // RFC 1928 §3
constexpr int kHttpPort = 8080;

int usualPort(const QString &kind)
{
    return kind == u"http" ? kHttpPort : kSocksPort;
}

// As the user may paste it: with a port, or an IPv6 address without brackets.
std::optional<model::HostPort> parseProxy(const QString &host, quint16 port)
{
    const bool bareV6 = host.count(u':') > 1 && !host.startsWith(u'[');
    return model::parseServer(bareV6 ? u"[%1]"_s.arg(host) : host, port);
}

} // namespace

ProxyCard::ProxyCard(const Theme &theme, model::Settings &settings, QWidget *parent)
    : Card(theme, parent)
    , m_settings(settings)
    , m_kind(new QComboBox)
    , m_place(new QWidget)
    , m_host(new QLineEdit)
    , m_port(new QLineEdit)
    , m_problem(new TextLabel(theme, Type::Secondary, Tone::Secondary))
{
    m_kind->setObjectName(u"proxyKind"_s);
    m_kind->addItem(tr("Like the system (SOCKS only)"), u"system"_s);
    m_kind->addItem(tr("None"), u"none"_s);
    m_kind->addItem(tr("SOCKS5"), u"socks5"_s);
    m_kind->addItem(tr("HTTP"), u"http"_s);
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(settings.get<QString>(Setting::ProxyKind))));
    m_kind->setFocusPolicy(Qt::StrongFocus);
    m_kind->installEventFilter(this);
    m_host->setObjectName(u"proxyHost"_s);
    m_host->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_host->setPlaceholderText(tr("proxy.example.org"));
    m_host->setText(settings.get<QString>(Setting::ProxyHost));
    m_port->setObjectName(u"proxyPort"_s);
    m_port->setInputMethodHints(Qt::ImhDigitsOnly);
    if (const int port = settings.get<int>(Setting::ProxyPort); port > 0)
        m_port->setText(QString::number(port));
    m_problem->setObjectName(u"proxyProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *host = new FormField(theme, tr("Address of the proxy"), m_host, m_place);
    auto *port = new FormField(theme, tr("Port"), m_port, m_place);
    const auto fit = [&theme, port] { port->setFixedWidth(theme.scaled(kPortWidth)); };
    fit();
    connect(&theme, &Theme::changed, port, fit);
    auto *fields = new QHBoxLayout;
    fields->setSpacing(12);
    fields->addWidget(host, 1);
    fields->addWidget(port);
    auto *place = new QVBoxLayout(m_place);
    place->setContentsMargins(0, 12, 0, 0);
    place->setSpacing(6);
    place->addLayout(fields);
    place->addWidget(m_problem);
    m_place->setVisible(hasPlace());

    auto *row = new QWidget;
    auto *layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new SettingRow(theme, tr("Proxy"), tr("What the connections of all accounts go through. After a change Kith connects anew."), m_kind));
    layout->addWidget(m_place);
    addRow(row);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &ProxyCard::chooseKind);
    connect(m_host, &QLineEdit::editingFinished, this, &ProxyCard::apply);
    connect(m_port, &QLineEdit::editingFinished, this, &ProxyCard::apply);
}

QString ProxyCard::kind() const
{
    return m_kind->currentData().toString();
}

bool ProxyCard::hasPlace() const
{
    return kind() == u"socks5" || kind() == u"http";
}

void ProxyCard::chooseKind()
{
    m_place->setVisible(hasPlace());
    const QString port = m_port->text();
    if (hasPlace() && (port.isEmpty() || port == QString::number(kSocksPort) || port == QString::number(kHttpPort)))
        m_port->setText(QString::number(usualPort(kind())));
    apply();
}

void ProxyCard::apply()
{
    if (!hasPlace()) {
        say({}, nullptr);
        m_settings.set(Setting::ProxyKind, kind());
        return;
    }
    const QString typed = m_host->text().trimmed();
    if (typed.isEmpty())
        return say(tr("Not in use yet: type the address of the proxy."), nullptr);
    bool isNumber = false;
    const int port = m_port->text().trimmed().toInt(&isNumber);
    const bool portFits = isNumber && port > 0 && port <= 65535;
    const auto place = parseProxy(typed, portFits ? quint16(port) : quint16(0));
    if (!place)
        return say(tr("Not in use yet: this is no name or IP address of a computer. Write it like proxy.example.org."), m_host);
    if (place->port == 0)
        return say(tr("Not in use yet: the port is a number from 1 to 65535."), m_port);
    say({}, nullptr);
    m_host->setText(place->host);
    m_port->setText(QString::number(place->port));
    m_settings.set(Setting::ProxyHost, place->host);
    m_settings.set(Setting::ProxyPort, int(place->port));
    m_settings.set(Setting::ProxyKind, kind());
}

void ProxyCard::say(const QString &sentence, QLineEdit *wrong)
{
    for (QLineEdit *edit : {m_host, m_port}) {
        setInvalid(edit, edit == wrong);
        edit->setAccessibleDescription(edit == wrong || !wrong ? sentence : QString());
    }
    m_problem->setTone(wrong ? Tone::Danger : Tone::Secondary);
    m_problem->setVisible(!sentence.isEmpty());
    if (sentence == m_problem->text())
        return;
    m_problem->setText(sentence);
    if (!sentence.isEmpty()) {
        QAccessibleEvent alert(m_problem, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

bool ProxyCard::eventFilter(QObject *watched, QEvent *event)
{
    // The wheel scrolls the page. On its way over the list it must not choose another proxy.
    if (watched == m_kind && event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace ui
