#pragma once

#include "app/core/objects/own_object.h"
#include "crypto/log/log_entry.h"
#include "crypto/vault/card.h"

namespace sotto::core {

/// By what a contact finds and knows our card: goes into each Introduction with the contact's slot
/// key.
struct CardName
{
    crypto::ObjectId id;
    crypto::SigningPublicKey root; ///< the first one of its list
};

/// What the card is to say.
struct CardContent
{
    crypto::CardBody body;
    std::vector<crypto::CardSlot> readers; ///< one for each contact that may read it
};

/// The account's card at its relay. PROTOCOL.md section 5.4.
class CardPublisher
{
public:
    /// A new account's card: identifier, list and a random root, which serves until the twelve
    /// words are made. In the running transaction; needs no network.
    static void begin(ObjectContext& context);

    /// The card of an account that this device joined. The same.
    static void join(ObjectContext& context, NewObject object);

    /// After begin() or join(), once, or whenever the program starts.
    explicit CardPublisher(ObjectContext& context);

    /// The relay has the newest content.
    std::function<void()> onPublished;
    /// The relay has none that is known here (it is another one now, or lost it): publish().
    std::function<void()> onContentNeeded;
    std::function<void(const ObjectTrouble&)> onTrouble;
    /// Another device wrote the newest version: see OwnObject.
    std::function<Verdict(const ForeignVersion&)> onForeign;

    /// Stays connected, to learn what other devices write.
    void watch(bool watched) { m_object.watch(watched); }
    void start() { m_object.start(); }
    void stop() { m_object.stop(); }
    void retryNow() { m_object.retryNow(); }

    [[nodiscard]] OwnObject& object() { return m_object; }
    [[nodiscard]] CardName name() const { return {m_object.id(), m_object.firstRoot()}; }
    /// Says this from now on: stored in the running transaction or one of its own, sent when the
    /// relay can be reached. What says the same as the last one is not published again, so it may
    /// be called whenever something could have changed. Adds the slot of the own devices, with
    /// @p ownToken. TooLong, and nothing changed, if the content is beyond its limits.
    [[nodiscard]] crypto::Result<void, crypto::CardError>
    publish(const CardContent& content, const crypto::DeliveryToken& ownToken,
            const crypto::SharedKey& sharedKey, const crypto::EntryHash& logHead);
    /// Whether a version that another device wrote says the same, as far as can be seen: a slot too
    /// many cannot.
    [[nodiscard]] bool saysTheSame(crypto::ByteView version, const CardContent& content,
                                   const crypto::DeliveryToken& ownToken,
                                   const crypto::SharedKey& sharedKey) const;
    /// The relay has the newest content, and its list is as it is here.
    [[nodiscard]] bool isPublished() const { return m_object.isSettled(); }

    /// The random root, while there is no phrase.
    [[nodiscard]] std::optional<crypto::SigningKey> ownRoot() const;
    /// Makes the phrase's key the root, and forgets the random one. In the running transaction.
    /// Once; does nothing after that.
    void replaceRoot(const crypto::SigningKey& cardRoot);

private:
    ObjectContext& m_context;
    OwnObject m_object;
};

} // namespace sotto::core
