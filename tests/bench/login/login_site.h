// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/base/expected.h"
#include "net/base/ids.h"
#include "tests/bench/login/login_place.h"
#include "tests/bench/login/login_sample.h"
#include "tests/support/app/person.h"

#include <functional>

namespace bench {

/// How a login is made to be of one rung.
enum class Way {
    FirstTime, ///< nothing known of the server
    Password, ///< features known, the token and the session forgotten
    Token, ///< the session forgotten
    Reconnect, ///< the connection broke
    Restart, ///< the program was closed and started
};

/// A place with an account that has a past, the long wire in front of it, and a Kith without its window that uses both.
class LoginSite
{
public:
    struct Settings {
        std::chrono::milliseconds oneWay{100};
        int contacts = 200;
        int history = 60; ///< messages in the archive, all read before
        std::chrono::seconds untilForgotten{0}; ///< how long the server keeps a session that the client has forgotten
    };
    LoginSite(std::unique_ptr<LoginPlace> place, const Settings &settings);
    ~LoginSite();

    /// Starts the place and gives the account its past. The error is a sentence.
    [[nodiscard]] net::Expected<void, QString> setUp();
    [[nodiscard]] net::Expected<LoginSample, QString> logIn(Way way);

private:
    [[nodiscard]] net::Expected<void, QString> fillRoster();
    [[nodiscard]] net::Expected<void, QString> fillArchive();
    [[nodiscard]] net::Expected<void, QString> warmUp();
    [[nodiscard]] net::Expected<LoginSample, QString> firstLogIn();
    [[nodiscard]] net::Expected<LoginSample, QString> watch(test::Person &person, const std::function<void()> &begin);
    void addAccount(test::Person &person);
    void loseConnection(); ///< and connects at once
    void close(); ///< the program
    void forget(bool token); ///< while the program is closed: the session, and the token
    void waitUntilClosed();

    Settings m_settings;
    net::SystemClock m_clock;
    net::SystemIds m_ids;
    std::unique_ptr<LoginPlace> m_place;
    std::unique_ptr<test::WireProxy> m_wire;
    std::unique_ptr<test::Person> m_person; ///< signed in once, then started and closed again and again
    bool m_running = false;
};

} // namespace bench
