import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    Column {
        anchors.left: parent.left
        anchors.leftMargin: 32
        anchors.top: parent.top
        anchors.topMargin: 28
        width: 548
        spacing: 10

        SectionHeading {
            group: true
            width: parent.width
            text: "Surfaces and roles"
        }
        Grid {
            columns: 6
            spacing: 8

            Swatch { name: "Sidebar"; color: Theme.color.sidebar }
            Swatch { name: "Window"; color: Theme.color.window }
            Swatch { name: "Raised"; color: Theme.color.raised }
            Swatch { name: "Field"; color: Theme.color.field }
            Swatch { name: "Hover"; color: Theme.color.hover }
            Swatch { name: "Selected"; color: Theme.color.selected }
            Swatch { name: "Their bubble"; color: Theme.color.theirs }
            Swatch { name: "My bubble"; color: Theme.color.mine }
            Swatch { name: "Accent"; color: Theme.color.accent }
            Swatch { name: "Accent tint"; color: Theme.color.accentTint }
            Swatch { name: "Good tint"; color: Theme.color.goodTint }
            Swatch { name: "Warn tint"; color: Theme.color.warnTint }
            Swatch { name: "Danger tint"; color: Theme.color.dangerTint }
            Swatch { name: "Danger"; color: Theme.color.danger }
            Swatch { name: "Search mark"; color: Theme.color.mark }
            Swatch { name: "Line"; color: Theme.color.line }
            Swatch { name: "Strong line"; color: Theme.color.lineStrong }
            Swatch { name: "Control"; color: Theme.color.control }
        }
        SectionHeading {
            group: true
            width: parent.width
            text: "Buttons: primary, secondary, quiet, danger, disabled, focused, busy"
        }
        Flow {
            width: parent.width
            spacing: 12

            Button { text: "Accept"; kind: Button.Primary }
            Button { text: "Later" }
            Button { text: "Show"; kind: Button.Quiet }
            Button { text: "Remove"; kind: Button.Danger }
            Button { text: "Send"; kind: Button.Primary; enabled: false }
            Button { text: "Later"; enabled: false }
            Button { text: "Remove"; kind: Button.QuietDanger }
            Button { text: "Copy link"; kind: Button.Primary; iconName: "copy" }
            Button { text: "Copy link"; kind: Button.Primary; iconName: "copy"; busy: true }
            Button { text: "Check again"; busy: true }
            Button { text: "Start"; kind: Button.Primary; large: true }
            Button { text: "Later"; large: true }
            Row {
                height: 44
                spacing: 12
                Switch { anchors.verticalCenter: parent.verticalCenter; name: "On"; checked: true }
                Switch { anchors.verticalCenter: parent.verticalCenter; name: "Off" }
                Switch { anchors.verticalCenter: parent.verticalCenter; name: "On"; checked: true; enabled: false }
                Switch { anchors.verticalCenter: parent.verticalCenter; name: "Off"; enabled: false }
                Badge { anchors.verticalCenter: parent.verticalCenter; count: 3 }
                Badge { anchors.verticalCenter: parent.verticalCenter; count: 12; muted: true }
                Badge { anchors.verticalCenter: parent.verticalCenter; count: 2345 }
                Chip { anchors.verticalCenter: parent.verticalCenter; text: "All"; checked: true }
                Chip { anchors.verticalCenter: parent.verticalCenter; text: "Files" }
            }
        }
        SectionHeading {
            group: true
            width: parent.width
            text: "Message states"
        }
        Flow {
            width: parent.width
            spacing: 20

            MessageMeta { time: ""; delivery: MessageMeta.Sending }
            MessageMeta { time: ""; delivery: MessageMeta.Sent }
            MessageMeta { time: ""; delivery: MessageMeta.Delivered }
            MessageMeta { time: ""; delivery: MessageMeta.Read }
            MessageMeta { time: ""; delivery: MessageMeta.NotSent }
        }
        Item {
            width: parent.width
            height: them.height

            Column {
                id: them

                width: parent.width

                MessageBubble { width: parent.width; formatted: "First of three"; plainText: "First of three"; joinsBelow: true }
                MessageBubble { width: parent.width; formatted: "In the middle"; plainText: "In the middle"; joinsAbove: true; joinsBelow: true }
                MessageBubble { width: parent.width; formatted: "The last one"; plainText: "The last one"; joinsAbove: true; time: "09:36" }
            }
            Column {
                anchors.bottom: parent.bottom
                width: parent.width
                MessageBubble { width: parent.width; formatted: "x"; plainText: "x"; own: true; deleted: true; showsMeta: false }
                MessageBubble { width: parent.width; formatted: "Meet at six, not seven"; plainText: "x"; own: true; time: "09:41"; edited: true; delivery: MessageMeta.Read }
            }
        }
    }
    Column {
        anchors.left: parent.left
        anchors.leftMargin: 620
        anchors.top: parent.top
        anchors.topMargin: 28
        width: 548
        spacing: 8

        SectionHeading { group: true; width: parent.width; text: "Type" }
        Label { text: "Display 28 / 36"; type: Theme.type.display }
        Label { text: "Title 20 / 28"; type: Theme.type.title }
        Label { text: "Heading 15 / 20"; type: Theme.type.heading }
        Label { text: "Body 14 / 20: the one that matters most" }
        Label { text: "Label 13 / 18"; type: Theme.type.label }
        Label { text: "Caption 12 / 16"; type: Theme.type.caption; color: Theme.color.text2 }
        Label { text: "Code 13 / 20 03918 55274 60117 a != b --day -> fi"; type: Theme.type.code }
        SectionHeading { group: true; width: parent.width; text: "Avatars: people are round, groups are not" }
        Row {
            spacing: 10
            Repeater {
                model: ["SL", "RO", "CL", "OC", "MO", "PI", "SK", "IR"]
                Avatar { required property int index; required property string modelData; initials: modelData; colorIndex: index }
            }
            Avatar { initials: "SC"; colorIndex: 4; group: true }
            Avatar { initials: "K"; colorIndex: 3; group: true }
            Avatar { colorIndex: 3 }
            Avatar { iconName: "edit"; group: true }
            Avatar { iconName: "link"; pending: true }
        }
        SectionHeading { group: true; width: parent.width; text: "Banners" }
        Banner { width: parent.width; text: "Offline. What you write is sent later."; iconName: "offline" }
        Banner { width: parent.width; kind: Banner.Danger; text: "Sending to Noor is paused. One device is not vouched for." }
        Banner { width: parent.width; kind: Banner.Good; text: "You compared safety numbers with Noor." }
        SectionHeading { group: true; width: parent.width; text: "Icons, 20 px, 1.5 px line" }
        Flow {
            width: parent.width
            spacing: 16
            Repeater {
                model: ["send", "attach", "emoji", "search", "new-chat", "settings", "back", "chevron", "close", "plus", "lock", "check", "double-check", "clock", "shield", "shield-verified", "shield-alert", "alert", "info", "device", "qr", "copy", "more", "mic", "reply", "edit", "trash", "timer", "person", "group", "file", "download", "play", "pause", "offline", "bell", "sun", "bell-off", "key", "link", "eye-off", "eye", "pin", "block", "image", "arrow-down"]
                Icon { required property string modelData; name: modelData; color: Theme.color.text }
            }
        }
        Row {
            spacing: 8
            IconButton { iconName: "search"; name: "Search" }
            IconButton { iconName: "more"; name: "More"; checked: true }
            IconButton { iconName: "more"; name: "More"; enabled: false }
            IconButton { iconName: "send"; name: "Send"; filled: true; size: Theme.size.composerButton }
            IconButton { iconName: "send"; name: "Send"; filled: true; enabled: false; size: Theme.size.composerButton }
            IconButton { iconName: "search"; name: "Search"; busy: true }
            Tag { anchors.verticalCenter: parent.verticalCenter; text: "This device" }
            KeyHint { anchors.verticalCenter: parent.verticalCenter; keys: "Ctrl+K" }
            Button {
                text: "Focus"
                FocusRing { shown: true }
            }
        }
    }
}
