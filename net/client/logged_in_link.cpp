#include "net/client/logged_in_link.h"

#include <QPointer>

namespace sotto::client {

LoggedInLink::LoggedInLink(RelayPlace place, Owner owner, EapiKeeper& keeper)
    : m_owner(std::move(owner))
    , m_keeper(keeper)
    , m_link(std::move(place))
{
    m_link.eapiOfLastTime = [this] { return m_keeper.current(); };
    m_link.onChannel = [this](RelayLink& link) { logIn(link); };
    m_link.onFirstFrame = [this](const crypto::ChannelSession& session) {
        // The relay heard us under the EAPI that it knew, so it advanced: with the next connection
        // the next one opens. After a fallback the old one is kept until the login succeeded.
        if (session.access() == crypto::ChannelAccess::KnownEapi) {
            m_keeper.store(session.nextEapi()->duplicate());
        }
    };
}

void LoggedInLink::logIn(RelayLink& link)
{
    const crypto::Signature signature =
        crypto::signLogin(*m_owner.key, link.session()->exporter(), m_owner.login);
    wire::Request request;
    if (m_owner.mustCreate) {
        wire::CreateMailbox& create = *request.mutable_create_mailbox();
        create.set_mailbox(toString(m_owner.login.id));
        create.set_owner_key(toString(m_owner.key->publicKey()));
        create.set_signature(toString(signature));
    } else {
        wire::Login& login = *request.mutable_login();
        login.set_kind(static_cast<std::uint32_t>(m_owner.login.kind));
        login.set_object(toString(m_owner.login.id));
        login.set_key_index(m_owner.login.keyIndex);
        login.set_signature(toString(signature));
    }
    link.request(
        encode(std::move(request)), Patience::Answer,
        [this, &link](Outcome<wire::Answer> outcome) { onAnswer(link, std::move(outcome)); });
}

void LoggedInLink::onAnswer(RelayLink& link, Outcome<wire::Answer> outcome)
{
    if (!outcome) {
        return onRefused(outcome.error());
    }
    if (!outcome->has_logged_in()) {
        return link.fail({.kind = ErrorKind::ProtocolBroken, .technical = "no LoggedIn"});
    }
    const crypto::ChannelSession& session = *link.session();
    const bool fellBack = session.access() == crypto::ChannelAccess::FellBack;
    if (outcome->logged_in().eapi_begun()) {
        m_keeper.store(session.nextEapi()->duplicate());
    }
    const QPointer<LoggedInLink> alive(this);
    if (std::exchange(m_owner.mustCreate, false) && onCreated) {
        onCreated();
    }
    if (alive && fellBack && onFellBack) {
        onFellBack();
    }
    if (alive && onLoggedIn) {
        onLoggedIn(outcome->logged_in());
    }
    if (alive && m_link.state() == LinkState::LoggingIn) {
        m_link.enter();
    }
}

void LoggedInLink::onRefused(const ConnectionError& error)
{
    const bool isOfThisMoment = error.code == wire::RATE_LIMITED ||
                                error.code == wire::UNAVAILABLE || error.code == wire::STORAGE_FULL;
    if (error.kind == ErrorKind::TimedOut || (error.kind == ErrorKind::Refused && isOfThisMoment)) {
        m_link.retryLater(error);
    } else if (error.kind == ErrorKind::Refused) {
        m_link.stopFor(error);
    }
    // Else the connection has ended, and the PersistentLink does what follows.
}

} // namespace sotto::client
