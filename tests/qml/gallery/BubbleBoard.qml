import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    id: board

    readonly property string mark: "background-color:" + Theme.color.mark

    implicitHeight: column.implicitHeight + 48

    Column {
        id: column

        x: 24
        y: 24
        width: parent.width - 48

        DayLine { width: column.width; text: "Today" }
        MessageBubble { width: column.width; plainText: ""; formatted: "First of three"; joinsBelow: true; inGroup: true; author: "Theo Adeyemi"; authorInitials: "TA"; authorColorIndex: 2 }
        MessageBubble { width: column.width; plainText: ""; formatted: "In the middle"; joinsAbove: true; joinsBelow: true; inGroup: true; author: "Theo" }
        MessageBubble { width: column.width; plainText: ""; formatted: "Second page has the <b>new</b> order, <i>not</i> the old one"; joinsAbove: true; inGroup: true; author: "Theo"; authorInitials: "TA"; authorColorIndex: 2; time: "09:30" }
        MessageBubble { width: column.width; plainText: ""; formatted: "They did. The last boat back is at 18:40 now, so we should leave the <span style='" + board.mark + "'>light</span>house by six at the latest. I would rather sit on the pier for half an hour than run for it again."; marked: true; own: true; highlighted: true; joinsBelow: true; quoteAuthor: "Mira"; quoteText: "Did the ferry times change?" }
        MessageBubble { width: column.width; plainText: ""; formatted: ""; parts: [{ kind: "text", formatted: "Saved it last night, here:" }, { kind: "code", plain: "for (int i = 0; i != n; ++i) {\n    total += tides[i]; // a long line that scrolls sideways inside the inset\n}" }, { kind: "quote", formatted: "What <b>somebody</b> else wrote, and it is long enough to need a second line in here, surely" }, { kind: "text", formatted: "And more." }]; own: true; joinsAbove: true; time: "09:41"; delivery: MessageMeta.Read; stateText: "Read by 4 of 6" }
        MessageBubble { width: column.width; plainText: ""; formatted: "python3 tides.py"; parts: [{ kind: "code", plain: "python3 tides.py --port Varvi" }]; time: "09:42" }
        MessageBubble { width: column.width; plainText: ""; formatted: "😀"; emojiOnly: true; time: "09:43" }
        MessageBubble { width: column.width; plainText: ""; formatted: "🌊🛳️"; emojiOnly: true; own: true; time: "09:44"; delivery: MessageMeta.Delivered }
        MessageBubble { width: column.width; plainText: ""; formatted: "صباح الخير! هل تغيّرت مواعيد العبّارة؟ نعم. آخر قارب قارب للعودة الآن الساعة ١٨:٤٠، لذلك علينا أن نغادر المنارة في السادسة على أبعد تقدير." ; time: "09:45" }
        MessageBubble { width: column.width; plainText: ""; formatted: "نعم"; own: true; time: "09:46"; delivery: MessageMeta.Sent }
        MessageBubble { width: column.width; plainText: ""; formatted: "x"; deleted: true; time: "09:47" }
        UnreadLine { width: column.width; count: 2 }
        MessageBubble { width: column.width; plainText: ""; formatted: "Ok"; current: true; time: "09:48" }
        MessageBubble { width: column.width; plainText: ""; formatted: "I"; own: true; time: "09:49"; delivery: MessageMeta.Sending }
        MessageBubble { id: barred; width: column.width; plainText: ""; formatted: "That one did not go"; own: true; time: "09:50"; edited: true; delivery: MessageMeta.NotSent; canReact: false; canCopy: true; focus: true; Component.onCompleted: forceActiveFocus() }
        MessageBubble { width: column.width; plainText: ""; formatted: "Averyveryverylongwordthatcannotbreakanywhereatallbutmustnotleavethebubbleeitherbecausethatwouldlookbadhttps://example.org/a/very/long/path/to/some/file.html"; time: "09:51" }
        Item { width: 1; height: Theme.space.m }
        TypingDots { width: column.width; author: "Mira" }
    }
}
