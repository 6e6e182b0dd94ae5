import QtQuick
import Sotto.App
import Sotto.Components

// What is wrong with the words that are being typed; hidden while nothing is.
//
//   words   the view-model (required)
Banner {
    id: banner

    required property WordEntry words

    visible: banner.words.problemTitle.length > 0
    kind: Banner.Danger
    iconName: "alert"
    title: banner.words.problemTitle
    text: banner.words.problemText
    actionText: banner.words.fix.length > 0 ? qsTr("Use “%1”").arg(banner.words.fix) : ""
    onTriggered: banner.words.useFix()
}
