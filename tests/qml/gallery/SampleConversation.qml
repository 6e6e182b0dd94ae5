import QtQuick
import Sotto.Components
import Sotto.Theme

Column {
    id: conversation

    DayLine { width: conversation.width; text: "Today" }
    MessageBubble { width: conversation.width; plainText: ""; formatted: "Morning! Did the ferry times change?"; joinsBelow: true }
    MessageBubble { width: conversation.width; plainText: ""; formatted: "The site is down for me: <a href='https://ferry.example/timetable'>ferry.example/timetable</a>"; joinsAbove: true; time: "09:36" }
    MessageBubble { width: conversation.width; plainText: ""; own: true; quoteAuthor: "Mira"; quoteText: "Did the ferry times change?"; formatted: "They did. The last boat back is at 18:40 now, so we should leave the lighthouse by six at the latest. I would rather sit on the pier for half an hour than run for it again."; joinsBelow: true }
    MessageBubble { width: conversation.width; plainText: ""; own: true; formatted: ""; parts: [{ kind: "text", formatted: "Saved it last night, here:" }, { kind: "code", plain: "python3 tides.py --port Varvi --day sat" }]; joinsAbove: true; time: "09:41"; delivery: MessageMeta.Read }
    MessageBubble { width: conversation.width; plainText: ""; own: true; formatted: "🌊🛳️"; emojiOnly: true; time: "09:44"; delivery: MessageMeta.Delivered }
    UnreadLine { width: conversation.width; count: 2 }
    MessageBubble { width: conversation.width; plainText: ""; formatted: "You are a treasure."; time: "09:52" }
    Item { width: 1; height: Theme.space.m }
    TypingDots { width: conversation.width; author: "Mira" }
}
