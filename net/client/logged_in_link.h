#pragma once

#include "crypto/channel/login.h"
#include "net/client/eapi_keeper.h"
#include "net/client/persistent_link.h"

namespace sotto::client {

/// What somebody logs in to, and with which key.
struct Owner
{
    crypto::Login login;
    std::shared_ptr<const crypto::SigningKey> key;
    /// Mailboxes only: it was not made yet. Then the first login makes it.
    bool mustCreate = false;
};

/// A PersistentLink that logs in on each connection and takes care of the EAPI. A refused login
/// stops it; a relay that cannot log in now is tried again.
class LoggedInLink : public QObject
{
public:
    /// @p keeper outlives it.
    LoggedInLink(RelayPlace place, Owner owner, EapiKeeper& keeper);

    /// Before the requests that wait are sent.
    std::function<void(const wire::LoggedIn&)> onLoggedIn;
    /// The mailbox is made: mustCreate is false from now on.
    std::function<void()> onCreated;
    /// The relay did not know our EAPI, and the login opened all the same: this device's state was
    /// lost or set back, or a copy of it connected.
    std::function<void()> onFellBack;

    [[nodiscard]] PersistentLink& link() { return m_link; }

private:
    void logIn(RelayLink& link);
    void onAnswer(RelayLink& link, Outcome<wire::Answer> outcome);
    void onRefused(const ConnectionError& error);

    Owner m_owner;
    EapiKeeper& m_keeper;
    PersistentLink m_link;
};

} // namespace sotto::client
