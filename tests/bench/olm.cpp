#include "tests/bench/olm.h"

#include <cstdint>
#include <memory>
#include <olm/olm.h>
#include <string>

#include <sodium.h>

namespace sotto::bench::olm {

namespace {

using Buffer = std::vector<std::uint8_t>;

void check(std::size_t result, const char* what)
{
    require(result != olm_error(), what);
}

Buffer randomBytes(std::size_t size)
{
    Buffer out(size + 1); // never empty, so that data() is never null
    randombytes_buf(out.data(), size);
    return out;
}

// The text behind "name":" in one of libolm's JSON objects.
std::string field(const Buffer& json, const std::string& name)
{
    const std::string text(json.begin(), json.end());
    const std::size_t at = text.find('"' + name + "\":\"");
    require(at != std::string::npos, "libolm: unexpected JSON");
    const std::size_t begin = at + name.size() + 4;
    return text.substr(begin, text.find('"', begin) - begin);
}

struct Message
{
    std::size_t type = 0;
    Buffer body;
};

class Account
{
public:
    Account()
        : m_memory(olm_account_size())
        , m_account(olm_account(m_memory.data()))
    {
        const std::size_t size = olm_create_account_random_length(m_account);
        check(olm_create_account(m_account, randomBytes(size).data(), size), "olm account");
    }
    OlmAccount* get() { return m_account; }

    std::string identityKey()
    {
        Buffer json(olm_account_identity_keys_length(m_account));
        check(olm_account_identity_keys(m_account, json.data(), json.size()), "olm identity");
        return field(json, "curve25519");
    }
    std::string oneTimeKey()
    {
        const std::size_t size = olm_account_generate_one_time_keys_random_length(m_account, 1);
        check(olm_account_generate_one_time_keys(m_account, 1, randomBytes(size).data(), size),
              "olm one-time key");
        Buffer json(olm_account_one_time_keys_length(m_account));
        check(olm_account_one_time_keys(m_account, json.data(), json.size()), "olm one-time keys");
        olm_account_mark_keys_as_published(m_account);
        // {"curve25519":{"<id>":"<key>"}}: the key is the last text in it.
        const std::string text(json.begin(), json.end());
        const std::size_t end = text.rfind('"');
        const std::size_t begin = text.rfind('"', end - 1) + 1;
        return text.substr(begin, end - begin);
    }

private:
    Buffer m_memory;
    OlmAccount* m_account;
};

class Session
{
public:
    Session()
        : m_memory(olm_session_size())
        , m_session(olm_session(m_memory.data()))
    {}

    void start(Account& own, const std::string& identityKey, const std::string& oneTimeKey)
    {
        const std::size_t size = olm_create_outbound_session_random_length(m_session);
        check(olm_create_outbound_session(m_session, own.get(), identityKey.data(),
                                          identityKey.size(), oneTimeKey.data(), oneTimeKey.size(),
                                          randomBytes(size).data(), size),
              "olm outbound session");
    }
    void answer(Account& own, Message first)
    {
        check(
            olm_create_inbound_session(m_session, own.get(), first.body.data(), first.body.size()),
            "olm inbound session");
        check(olm_remove_one_time_keys(own.get(), m_session), "olm remove one-time key");
    }
    Message encrypt(const Buffer& plaintext)
    {
        Message out;
        out.type = olm_encrypt_message_type(m_session);
        const std::size_t randomSize = olm_encrypt_random_length(m_session);
        out.body.resize(olm_encrypt_message_length(m_session, plaintext.size()));
        check(olm_encrypt(m_session, plaintext.data(), plaintext.size(),
                          randomBytes(randomSize).data(), randomSize, out.body.data(),
                          out.body.size()),
              "olm encrypt");
        return out;
    }
    // libolm destroys the message while it works, which the caller makes before the clock runs. Its
    // own question for the plaintext's size destroys one as well, so we do not ask.
    std::size_t decrypt(Message& message, Buffer& plaintext)
    {
        const std::size_t size =
            olm_decrypt(m_session, message.type, message.body.data(), message.body.size(),
                        plaintext.data(), plaintext.size());
        check(size, "olm decrypt");
        return size;
    }

private:
    Buffer m_memory;
    OlmSession* m_session;
};

struct Pair
{
    Account alice;
    Account bob;
    Session ofAlice;
    Session ofBob;

    // Established: each side has heard the other.
    explicit Pair(const Buffer& plaintext)
    {
        ofAlice.start(alice, bob.identityKey(), bob.oneTimeKey());
        Message first = ofAlice.encrypt(plaintext);
        ofBob.answer(bob, first);
        Buffer out(first.body.size());
        ofBob.decrypt(first, out);
        Message reply = ofBob.encrypt(plaintext);
        ofAlice.decrypt(reply, out);
        Message second = ofAlice.encrypt(plaintext);
        ofBob.decrypt(second, out);
    }
};

} // namespace

bool isThere()
{
    return true;
}

Run initiator(std::size_t plaintextBytes)
{
    auto alice = std::make_shared<Account>();
    auto bob = std::make_shared<Account>();
    return repeated([=, identity = bob->identityKey(), oneTime = bob->oneTimeKey(),
                     plaintext = Buffer(plaintextBytes, 1)] {
        Session session;
        session.start(*alice, identity, oneTime);
        DoNotOptimize(session.encrypt(plaintext));
    });
}

Run responder(std::size_t plaintextBytes)
{
    // An account keeps a hundred one-time keys.
    constexpr std::size_t kSessions = 64;
    auto alice = std::make_shared<Account>();
    auto bob = std::make_shared<Account>();
    return inBatches(kSessions, [=, plaintext = Buffer(plaintextBytes, 1)](std::size_t n) {
        std::vector<Message> messages;
        for (std::size_t i = 0; i < n; ++i) {
            Session outbound;
            outbound.start(*alice, bob->identityKey(), bob->oneTimeKey());
            messages.push_back(outbound.encrypt(plaintext));
        }
        Buffer out(plaintextBytes + 512);
        return [=, messages = std::move(messages), out = std::move(out)](std::size_t i) mutable {
            Session inbound;
            inbound.answer(*bob, messages[i]);
            require(inbound.decrypt(messages[i], out) == plaintextBytes, "olm responder");
        };
    });
}

Run encrypt(std::size_t plaintextBytes)
{
    const Buffer plaintext(plaintextBytes, 1);
    auto pair = std::make_shared<Pair>(plaintext);
    return repeated([=] { DoNotOptimize(pair->ofAlice.encrypt(plaintext)); });
}

Run decrypt(std::size_t plaintextBytes)
{
    constexpr std::size_t kMessages = 1024;
    const Buffer plaintext(plaintextBytes, 1);
    auto pair = std::make_shared<Pair>(plaintext);
    return inBatches(kMessages, [=](std::size_t n) {
        std::vector<Message> messages;
        for (std::size_t i = 0; i < n; ++i) {
            messages.push_back(pair->ofAlice.encrypt(plaintext));
        }
        Buffer out(plaintextBytes + 512);
        return [=, messages = std::move(messages), out = std::move(out)](std::size_t i) mutable {
            require(pair->ofBob.decrypt(messages[i], out) == plaintextBytes, "olm decrypt");
        };
    });
}

Run pingPong(std::size_t plaintextBytes)
{
    const Buffer plaintext(plaintextBytes, 1);
    auto pair = std::make_shared<Pair>(plaintext);
    return repeated([=, aliceSpeaks = false, out = Buffer(plaintextBytes + 512)]() mutable {
        Session& from = aliceSpeaks ? pair->ofAlice : pair->ofBob;
        Session& to = aliceSpeaks ? pair->ofBob : pair->ofAlice;
        Message message = from.encrypt(plaintext);
        require(to.decrypt(message, out) == plaintextBytes, "olm ping-pong");
        aliceSpeaks = !aliceSpeaks;
    });
}

} // namespace sotto::bench::olm
