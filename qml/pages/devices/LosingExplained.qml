import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// What new words without the old ones mean, before they are made.
//
//   care   the view-model (required)
FocusScope {
    id: explained

    required property PhraseCare care

    signal laterRequested

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.l

        Banner {
            width: parent.width
            visible: explained.care.errorTitle.length > 0
            kind: Banner.Danger
            iconName: "alert"
            title: explained.care.errorTitle
            text: explained.care.errorText
        }
        Consequence {
            iconName: "key"
            text: qsTr("You write down new words today")
            detail: qsTr("In 14 days Sotto asks for them once, and from then on they count. Until that day the old ones work.")
        }
        Consequence {
            iconName: "device"
            text: qsTr("Your other devices are told")
            detail: qsTr("Each of them asks whether this was you, and can stop it until the time is over.")
        }
        Consequence {
            iconName: "person"
            text: qsTr("The people you talk to see it")
            detail: qsTr("Once the new words count, safety numbers have to be compared again.")
        }
        Consequence {
            iconName: "reply"
            text: qsTr("You can change your mind")
            detail: qsTr("If the old words turn up, stop it in the settings, and they stay as they are.")
        }
        Gap {
            size: Theme.space.xs
        }
        Flow {
            anchors.right: parent.right
            width: Math.min(parent.width, laterButton.implicitWidth + spacing + goOnButton.implicitWidth)
            spacing: Theme.space.s

            Button {
                id: laterButton

                large: true
                text: qsTr("Not now")
                onClicked: explained.laterRequested()
            }
            Button {
                id: goOnButton

                width: Math.min(implicitWidth, parent.width)
                large: true
                focus: true
                kind: Button.Primary
                text: explained.care.submitText
                onClicked: explained.care.goOn()
            }
        }
    }
}
