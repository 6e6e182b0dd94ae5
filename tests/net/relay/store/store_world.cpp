#include "tests/net/relay/store/store_world.h"

#include "tests/support/deterministic_random.h"

namespace sotto::test {

NewEnvelope makeEnvelope(const MailboxId& mailbox, std::uint64_t number, std::size_t size)
{
    std::string bytes(size, 'e');
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(number >> (8 * i));
    }
    return {wire::envelopeId(mailbox, crypto::asBytes(bytes)),
            std::make_shared<const std::string>(std::move(bytes))};
}

std::uint64_t numberIn(const std::string& envelope)
{
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        out |= std::uint64_t{static_cast<std::uint8_t>(envelope.at(i))} << (8 * i);
    }
    return out;
}

StoreOptions StoreWorld::quick()
{
    StoreOptions options;
    options.writeBehindMs = 0;
    return options;
}

StoreWorld::StoreWorld(std::filesystem::path folder, StoreOptions options)
    : m_folder(std::move(folder))
    , m_options(options)
    , m_store(openSqliteStore(m_folder, m_options))
    , m_reader(m_store->openReader())
{}

void StoreWorld::reopen()
{
    m_reader.reset();
    m_store.reset();
    m_store = openSqliteStore(m_folder, m_options);
    m_reader = m_store->openReader();
}

void StoreWorld::maintain(Timestamp now)
{
    while (m_store->maintain(now)) {
    }
}

void StoreWorld::makeMailbox(std::uint64_t number)
{
    DeterministicRandom random(number);
    const std::array hashes = {token(1), token(2)};
    group([&] {
        mailboxes().create(mailbox(number), numbered<SigningPublicKey>(number), kNow);
        mailboxes().setTokens(mailbox(number), crypto::AcceptedTokens::make(hashes, random));
    });
}

PostOutcome StoreWorld::post(std::uint64_t mailboxNumber, std::uint64_t number, std::size_t size,
                             Timestamp now)
{
    const NewEnvelope envelope = makeEnvelope(mailbox(mailboxNumber), number, size);
    return group([&] {
        return mailboxes().post(mailbox(mailboxNumber), token(), {&envelope, 1}, now).value()[0];
    });
}

std::vector<std::uint64_t> StoreWorld::waiting(std::uint64_t mailboxNumber, std::uint64_t after)
{
    const std::vector<PendingEnvelope> pending = group(
        [&] { return mailboxes().pending(mailbox(mailboxNumber), after, SIZE_MAX, SIZE_MAX); });
    std::vector<std::uint64_t> out;
    for (const SharedBytes& bytes : m_reader->envelopes(pending)) {
        out.push_back(bytes ? numberIn(*bytes) : UINT64_MAX);
    }
    return out;
}

MailboxStore::Subscription StoreWorld::subscribe(std::uint64_t mailboxNumber,
                                                 std::uint64_t acknowledged)
{
    return group(
        [&] { return mailboxes().subscribe(mailbox(mailboxNumber), acknowledged).value(); });
}

void StoreWorld::acknowledgeAll(std::uint64_t mailboxNumber)
{
    subscribe(mailboxNumber, subscribe(mailboxNumber, 0).position.newest);
}

} // namespace sotto::test
