pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// Makes this computer a device of an account: twelve words are typed, then it is shown how far it
// has come.
//
//   link, words   the view-models (required)
FormPage {
    id: page

    required property LinkPage link
    required property WordEntry words

    signal imageRequested

    columnWidth: Theme.size.wordsColumn
    topSpace: Theme.size.iconButton + 2 * Theme.space.l

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Enter your twelve words")

    Keys.onEscapePressed: page.goBack()

    function goBack() {
        page.link.running ? page.link.cancel() : page.link.leave();
    }

    OnDemand {
        id: part

        width: parent.width
        focus: true
        sourceComponent: page.link.running ? steps : form
        onItemChanged: part.forceActiveFocus(Qt.OtherFocusReason)
    }
    Component {
        id: form

        JoinForm {
            link: page.link
            words: page.words
            onImageRequested: page.imageRequested()
        }
    }
    Component {
        id: steps

        JoinSteps {
            link: page.link
        }
    }

    IconButton {
        parent: page.scrolled
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.space.l
        visible: !page.link.running || page.link.canCancel
        iconName: "back"
        name: page.link.running ? qsTr("Back to the words") : qsTr("Back")
        onClicked: page.goBack()
    }
}
