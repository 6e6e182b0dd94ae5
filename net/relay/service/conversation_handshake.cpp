// The part of a conversation before anybody asks for anything: the channel's handshake, and the
// EAPI that has to be looked up and advanced in the store meanwhile.
#include "net/relay/service/conversation.h"

#include <cassert>

namespace sotto::relay {

void Conversation::receiveClientHello(ByteView frame)
{
    ServiceCounters::add(m_service.counters.handshakesBegun);
    if (m_service.draining ||
        !m_service.rates.take(LimitedAction::Handshake, m_origin, m_service.clock.monotonicMs())) {
        failHandshake();
        return;
    }
    m_handshake = std::make_unique<crypto::ChannelServer>(m_service.key, m_service.accessKey);
    const auto hello = m_handshake->receiveClientHello(frame, m_service.random);
    if (!hello) {
        failHandshake();
        return;
    }
    m_state = State::AwaitsClientAccess;
    m_outlet.send(*hello);
}

void Conversation::receiveClientAccess(ByteView frame)
{
    const auto named = m_handshake->receiveClientAccess(frame);
    if (!named) {
        failHandshake();
        return;
    }
    m_state = State::AwaitsEapi;
    if (!*named) {
        answerAccess(nullptr);
        return;
    }
    auto found = std::make_shared<std::optional<crypto::Eapi>>();
    submit(
        {}, [found, identifier = **named](Store& store) { *found = store.eapi().find(identifier); },
        [found](Conversation& conversation, StoreOutcome outcome) {
            if (outcome == StoreOutcome::Committed) {
                conversation.answerAccess(found->has_value() ? &**found : nullptr);
            } else {
                conversation.failHandshake();
            }
        });
}

void Conversation::answerAccess(const crypto::Eapi* known)
{
    if (m_state != State::AwaitsEapi) {
        return; // it left meanwhile
    }
    const auto answer = m_handshake->answerAccess(known);
    assert(answer);
    m_state = State::AwaitsFirst;
    m_outlet.opened();
    m_outlet.send(*answer);
}

void Conversation::receiveFirst(ByteView frame)
{
    auto opened = m_handshake->receiveFirst(frame);
    if (!opened) {
        failHandshake();
        return;
    }
    ServiceCounters::add(m_service.counters.handshakesDone);
    if (opened->session.access() == crypto::ChannelAccess::FellBack) {
        ServiceCounters::add(m_service.counters.eapiFallbacks);
    }
    m_handshake.reset();
    m_channel.emplace(std::move(opened->session));
    m_state = State::Open;
    if (!opened->used) {
        receiveRequests(opened->first);
        return;
    }
    // Nothing is done for the client, and nothing said, before its next EAPI is durable.
    m_held = std::make_unique<std::vector<crypto::ChannelSession::Received>>();
    m_held->push_back(std::move(opened->first));
    auto advanced = std::make_shared<bool>(false);
    auto next = std::make_shared<crypto::Eapi>(m_channel->nextEapi()->duplicate());
    submit(
        {},
        [advanced, next, used = *opened->used](Store& store) {
            *advanced = store.eapi().advance(used, next->duplicate());
        },
        [advanced](Conversation& conversation, StoreOutcome outcome) {
            conversation.eapiAdvanced(outcome == StoreOutcome::Committed && *advanced);
        });
}

void Conversation::eapiAdvanced(bool stored)
{
    if (m_state != State::Open) {
        return;
    }
    if (!stored) {
        // Without a word under K3: the client then keeps the EAPI that it had.
        close(wire::UNAVAILABLE, "the next EAPI could not be kept");
        return;
    }
    const auto held = std::exchange(m_held, nullptr);
    for (const auto& received : *held) {
        if (m_state == State::Open) {
            receiveRequests(received);
        }
    }
}

void Conversation::failHandshake()
{
    if (m_state == State::Closed) {
        return;
    }
    ServiceCounters::add(m_service.counters.handshakesFailed);
    m_outlet.send(crypto::ChannelServer::refusal());
    close(wire::MALFORMED, "handshake");
}

} // namespace sotto::relay
