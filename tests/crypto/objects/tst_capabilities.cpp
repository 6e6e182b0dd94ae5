// Fetch proofs and delivery tokens.
#include "crypto/base/init.h"
#include "crypto/objects/delivery_token.h"
#include "crypto/objects/fetch_proof.h"
#include "tests/support/deterministic_random.h"

#include <set>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::DeterministicRandom;

class TestCapabilities : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void attack17FetchProofOnAnotherConnectionOrRelay()
    {
        DeterministicRandom random(1);
        const auto fetch = SigningKey::generate(random);
        const auto locator = random.make<ObjectId>();
        const FetchPlace place{random.make<ChannelBinding>(),
                               SigningKey::generate(random).publicKey()};
        const Signature proof = proveFetch(fetch, place, locator);
        QVERIFY(verifyFetch(fetch.publicKey(), place, locator, proof));

        FetchPlace otherConnection = place;
        otherConnection.channel = random.make<ChannelBinding>();
        QVERIFY(!verifyFetch(fetch.publicKey(), otherConnection, locator, proof));
        FetchPlace otherRelay = place;
        otherRelay.relay = SigningKey::generate(random).publicKey();
        QVERIFY(!verifyFetch(fetch.publicKey(), otherRelay, locator, proof));
        QVERIFY(!verifyFetch(fetch.publicKey(), place, random.make<ObjectId>(), proof));
        QVERIFY(!verifyFetch(SigningKey::generate(random).publicKey(), place, locator, proof));
        for (std::size_t i = 0; i < Signature::kSize; ++i) {
            Signature bad = proof;
            bad.bytes[i] ^= 1;
            QVERIFY(!verifyFetch(fetch.publicKey(), place, locator, bad));
        }
        // Relay and connection are not interchangeable.
        const FetchPlace swapped{ChannelBinding(place.relay.view()),
                                 SigningPublicKey(place.channel.view())};
        QVERIFY(!verifyFetch(fetch.publicKey(), swapped, locator, proof));
    }

    void aTokenIsOfOneMailbox()
    {
        DeterministicRandom random(2);
        const auto mailbox = random.make<MailboxId>();
        const auto token = random.make<DeliveryToken>();
        QVERIFY(hashToken(mailbox, token) == hashToken(mailbox, token));
        QVERIFY(hashToken(random.make<MailboxId>(), token) != hashToken(mailbox, token));
        QVERIFY(hashToken(mailbox, random.make<DeliveryToken>()) != hashToken(mailbox, token));
    }

    void onlyAcceptedTokensPost()
    {
        DeterministicRandom random(3);
        const auto mailbox = random.make<MailboxId>();
        std::vector<DeliveryToken> tokens;
        std::vector<DeliveryTokenHash> hashes;
        for (int i = 0; i < 20; ++i) {
            tokens.push_back(random.make<DeliveryToken>());
            hashes.push_back(hashToken(mailbox, tokens.back()));
        }
        const auto accepted = AcceptedTokens::make(hashes, random);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            QVERIFY(accepted.find(mailbox, tokens[i]) == hashes[i]);
            QVERIFY(!accepted.find(random.make<MailboxId>(), tokens[i]));
        }
        QVERIFY(!accepted.find(mailbox, random.make<DeliveryToken>()));
        // After blocking: a new set, in which the old tokens are gone.
        hashes.erase(hashes.begin());
        const auto later = AcceptedTokens::make(hashes, random);
        QVERIFY(!later.find(mailbox, tokens[0]));
        QVERIFY(later.find(mailbox, tokens[1]));
    }

    void theNumberOfTokensIsHidden()
    {
        DeterministicRandom random(4);
        std::vector<DeliveryTokenHash> hashes;
        for (std::size_t count = 0; count <= 40; ++count) {
            const auto accepted = AcceptedTokens::make(hashes, random);
            const std::size_t padded = count == 0 ? 16 : (count + 15) / 16 * 16;
            QCOMPARE(accepted.hashes().size(), padded);
            QVERIFY(std::ranges::is_sorted(accepted.hashes()));
            for (const auto& hash : hashes) {
                QVERIFY(std::ranges::find(accepted.hashes(), hash) != accepted.hashes().end());
            }
            hashes.push_back(random.make<DeliveryTokenHash>());
            if (count % 5 == 0) {
                hashes.push_back(hashes.back()); // a duplicate counts once
                hashes.pop_back();
            }
        }
        const std::vector<DeliveryTokenHash> twice(17, hashes[0]);
        QCOMPARE(AcceptedTokens::make(twice, random).hashes().size(), std::size_t{16});
    }

    void acceptedTokensAreReadStrictly()
    {
        DeterministicRandom random(5);
        const auto accepted = AcceptedTokens::make({}, random);
        const Bytes bytes = accepted.serialize();
        const auto parsed = AcceptedTokens::parse(bytes);
        QVERIFY(parsed);
        QVERIFY(std::ranges::equal(parsed->hashes(), accepted.hashes()));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            QVERIFY(!AcceptedTokens::parse(ByteView(bytes).first(length)));
        }
        Bytes swapped = bytes;
        std::swap_ranges(swapped.begin() + 3, swapped.begin() + 35, swapped.begin() + 35);
        QVERIFY(AcceptedTokens::parse(swapped).error().kind == ParseError::Kind::NonCanonical);
        Bytes twice = bytes;
        std::copy_n(twice.begin() + 3, 32, twice.begin() + 35);
        QVERIFY(AcceptedTokens::parse(twice).error().kind == ParseError::Kind::NonCanonical);
        Bytes fewer(bytes.begin(), bytes.end() - 32);
        fewer[2] = 15;
        QVERIFY(AcceptedTokens::parse(fewer).error().kind == ParseError::Kind::OutOfRange);
        Bytes none{1, 0, 0};
        QVERIFY(AcceptedTokens::parse(none).error().kind == ParseError::Kind::OutOfRange);
        Bytes many{1, 4, 16}; // 1040
        QVERIFY(AcceptedTokens::parse(many).error().kind == ParseError::Kind::OutOfRange);
    }

    // Four cohorts, each as likely: the flood's source is found by intersecting reassignments.
    void cohortsAreDrawnEvenly()
    {
        DeterministicRandom random(6);
        std::array<int, kTokenCohorts> counts{};
        for (int i = 0; i < 4000; ++i) {
            ++counts.at(drawCohort(random));
        }
        for (const int count : counts) {
            QVERIFY(count > 850 && count < 1150);
        }
        std::set<int> suspects;
        for (int contact = 0; contact < 100; ++contact) {
            suspects.insert(contact);
        }
        constexpr int kFlooder = 42;
        int rounds = 0;
        while (suspects.size() > 1 && rounds < 20) {
            std::array<TokenCohort, 100> cohorts{};
            for (auto& cohort : cohorts) {
                cohort = drawCohort(random);
            }
            std::erase_if(suspects, [&](int contact) {
                return cohorts.at(static_cast<std::size_t>(contact)) != cohorts.at(kFlooder);
            });
            ++rounds;
        }
        QCOMPARE(suspects.size(), std::size_t{1});
        QVERIFY(suspects.contains(kFlooder));
    }
};

QTEST_APPLESS_MAIN(TestCapabilities)
#include "tst_capabilities.moc"
