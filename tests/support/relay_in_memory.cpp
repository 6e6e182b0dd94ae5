#include "tests/support/relay_in_memory.h"

#include "net/relay/store/sqlite_store.h"

#include <cassert>

namespace sotto::test {

RelayInMemory::RelayInMemory(std::uint64_t seed)
    : RelayInMemory(seed, relay::openSqliteStore({}, {}))
{}

RelayInMemory::RelayInMemory(std::uint64_t seed, std::unique_ptr<relay::Store> kept)
    : random(seed)
    , key(crypto::SigningKey::generate(random))
    , accessKey(random.make<crypto::AccessKey>())
    , clock({[this] { return crypto::Timestamp{time.wall}; }, [this] { return time.monotonicMs; }},
            {})
    , inbox(std::make_shared<relay::Inbox>([] {}))
    , store(std::move(kept), {})
    , service(key, accessKey, store, clock, random)
{}

void RelayInMemory::run()
{
    while (!m_held) {
        store.runQueued();
        const auto tasks = inbox->take();
        const auto touched = inbox->takeTouched();
        if (tasks.empty() && touched.empty()) {
            return;
        }
        for (const auto& task : tasks) {
            task();
        }
        for (const auto& conversation : touched) {
            if (const auto alive = conversation.lock()) {
                alive->flush();
            }
        }
        for (const auto& late : inbox->takeTouched()) {
            if (const auto alive = late.lock()) {
                alive->flush();
            }
        }
    }
}

void RelayInMemory::release()
{
    m_held = false;
    run();
}

void RelayInMemory::advanceMs(std::uint64_t ms)
{
    time.monotonicMs += ms;
    time.wall += ms / 1'000;
    clock.advance();
}

MemoryConnection::MemoryConnection(RelayInMemory& relay, std::uint64_t origin)
    : m_relay(relay)
    , m_conversation(
          std::make_shared<relay::Conversation>(relay.service, relay.inbox, *this, origin))
{}

MemoryConnection::~MemoryConnection()
{
    m_conversation->ended();
}

void MemoryConnection::send(crypto::ByteView frame)
{
    m_arrived.emplace_back(frame.begin(), frame.end());
    rawFrames.emplace_back(frame.begin(), frame.end());
}

void MemoryConnection::close(std::uint16_t code, std::string_view reason)
{
    closedWith = code;
    closeReason = reason;
}

bool MemoryConnection::open(std::optional<crypto::Eapi> eapi)
{
    return sayHello(std::move(eapi)) && sayAccess() && finishHandshake();
}

bool MemoryConnection::sayHello(std::optional<crypto::Eapi> eapi)
{
    m_handshake.emplace(crypto::fingerprintOf(m_relay.key.publicKey()),
                        m_relay.accessKey.duplicate(), std::move(eapi), m_relay.random);
    sendRaw(m_handshake->hello());
    return !m_arrived.empty() && !closedWith;
}

bool MemoryConnection::sayAccess()
{
    const auto access = m_handshake->receiveServerHello(m_arrived.front());
    m_arrived.pop_front();
    if (!access) {
        return false;
    }
    sendRaw(*access);
    return !m_arrived.empty() && !closedWith;
}

bool MemoryConnection::openChannel()
{
    auto session = m_handshake->receiveServerAccess(m_arrived.front());
    m_arrived.pop_front();
    if (!session) {
        return false;
    }
    m_channel.emplace(std::move(*session));
    return true;
}

bool MemoryConnection::finishHandshake()
{
    if (!openChannel()) {
        return false;
    }
    wire::Request hello;
    hello.mutable_hello()->set_oldest_version(1);
    hello.mutable_hello()->set_newest_version(1);
    const std::uint32_t id = ask(std::move(hello));
    flush();
    return answerTo(id) && answerTo(id)->has_welcome();
}

std::uint32_t MemoryConnection::ask(wire::Request request)
{
    request.set_id(++m_lastId);
    *m_out.add_requests() = std::move(request);
    return m_lastId;
}

void MemoryConnection::flush()
{
    crypto::SecretBytes plaintext(m_out.ByteSizeLong());
    m_out.SerializeToArray(plaintext.data(), static_cast<int>(plaintext.size()));
    m_out.Clear();
    sendPlaintext(plaintext.view());
}

void MemoryConnection::sendPlaintext(crypto::ByteView plaintext)
{
    const auto frame = m_channel->seal(plaintext);
    assert(frame);
    sendRaw(*frame);
    receive();
}

void MemoryConnection::sendRaw(crypto::ByteView frame)
{
    m_conversation->receive(frame);
    m_relay.run();
    if (m_channel) {
        receive();
    }
}

wire::Answer MemoryConnection::request(wire::Request request)
{
    const std::uint32_t id = ask(std::move(request));
    flush();
    const wire::Answer* answer = answerTo(id);
    assert(answer);
    return *answer;
}

void MemoryConnection::acknowledge(std::uint64_t number)
{
    m_out.add_requests()->mutable_acknowledge()->set_number(number);
}

const wire::Answer* MemoryConnection::answerTo(std::uint32_t id) const
{
    for (const wire::Answer& answer : answers) {
        if (answer.id() == id) {
            return &answer;
        }
    }
    return nullptr;
}

void MemoryConnection::finish()
{
    const auto frame = m_channel->finish();
    assert(frame);
    sendRaw(*frame);
}

void MemoryConnection::cut()
{
    m_conversation->ended();
}

void MemoryConnection::receive()
{
    // Another connection's requests may have sent something here as well.
    while (!m_arrived.empty()) {
        const auto received = m_channel->receive(m_arrived.front());
        m_arrived.pop_front();
        if (!received) {
            return; // a refusal of the handshake, or after an error of ours
        }
        if (received->finished) {
            finished = true;
            continue;
        }
        wire::ServerFrame frame;
        [[maybe_unused]] const bool parsed = frame.ParseFromArray(
            received->plaintext.data(), static_cast<int>(received->plaintext.size()));
        assert(parsed);
        answers.insert(answers.end(), frame.answers().begin(), frame.answers().end());
        events.insert(events.end(), frame.events().begin(), frame.events().end());
    }
}

} // namespace sotto::test
