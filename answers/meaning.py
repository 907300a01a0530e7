"""Which words say little, and which words say the same thing."""

from answers.sound import sound

# Words that carry the sentence, not the subject: they count, but little.
_LIGHT = """
a ai aie as au aux avec avoir avait avez ai-je bien bon bonne ca car ce cela celle celui ces cet
cette chez chose choses ci comme comment d dans de deja des desole deux dire dis dit dites doit
dois donc du elle elles en encore enfin es est estceque et etait etant ete etes etre eu euh fait
faire fais faut font genre grave hein ici il ils j je juste l la le les leur lui m ma madame mais
me meme mes moi moment mon monsieur n ne ni non nos notre nous nouveau on ont oui ou par parce
parfois pas peu peut peux plus plutot possible pour pourquoi pourrait pourrais pouvoir pourriez
pouvez prendre pu puis puisque qu quand que quel quelle quelles quels questceque questce qui quoi
quelque quelques rien s sa sais sait savoir savez saurais se sera serait si sinon soit son sont
suis sur surtout t ta tant te tel tes toi ton tous tout toute toutes trop truc trucs tu un une va
vais vas veut veux voudrais voulais vos votre vous vraiment y fois aussi apres avant alors
exactement concretement simplement facilement stp bonjour bonsoir salut coucou question questions
petit petite besoin aider aide marche marcher permet sert servir utiliser utilise utilisation
utilisant expliquer explique moyen maniere facon exemple machin bidule cas niveau sens merci avance
idee la-dedans dedans dessus celui-ci eux jamais toujours souvent ouais ben bah bref voila tiens ok
daccord accord super fera ferait vaut mieux mettre mets met donner donne demander demande arrive
arriver essayer essaye aimerais aime envie pense crois trouve semble parait beaucoup assez certains
certaines autre autres tellement signifie
"""
# One idea up to each semicolon: a word of it calls, more softly, what is said with the others.
_FAMILIES = """
ia chatgpt copilot gemini claude mistral lechat outil machine robot logiciel ;
prompt consigne requete instruction ;
sauvegarde sauvegardees sauvegarder conservation archives archiver traces garder garde conserver
conserve enregistrer stocker trace historique memoire archive memorise reste ;
chefs encadrant employeurs dirige n+1 chef patron boss manager direction directeur directrice
hierarchie employeur superieur responsable dirigeant gerant cheffe patronne rh maire n1 ;
espionne espionner fliquage surveillance consulte voir voit lire lit surveiller flique fliquer
acces controler consulter regarder surveille ;
emplois metiers job travailler bosser bosse carriere emploi boulot travail poste metier taf gagne-
pain turbin ;
menace menacer remplace remplacement licenciements plus disparait remplacer piquer supprimer virer
licencier chomage disparaitre voler ;
flippant effrayant redoute apprehende apprehension inquietude inquieter paniquer angoissant peur
trouille crainte crains craindre angoisse angoisser stress stresser flippe flipper inquiet inquiete
panique ;
rate rater planter plante plantage mefait commettre erreur erreurs betise betises connerie gaffe
tromper trompe boulette foirer ;
courriel courriels boite mail mails messagerie outlook gmail relance ;
traductions traducteur etranger etrangere traduire traduction traduis traduit traduisez anglais
allemand espagnol italien langue deepl ;
resumer resume synthese synthetiser essentiel condenser raccourcir ;
orthographique grammatical syntaxe conjuguer orthographe grammaire corrige corriges faute fautes
corriger correction correcteur conjugaison accord relire reformuler ;
illustrations illustrer generer dessins flyers affiches logos graphisme infographie image images
visuel visuels affiche logo illustration flyer dessin dessiner poster photo banniere ;
excel tableur formule formules tableau tableaux sheets calc recherchev macro ;
diapositives diaporamas presentations powerpoint diapo diapos diaporama diapositive slide slides
presentation expose presenter ;
recrute recrutons embauche embauchons vacant profil apprenti stagiaire saisonnier recruter
recrutement embaucher offredemploi fichedeposte candidat candidature annonce cv entretien ;
reunion compterendu proces-verbal verbal conseil assemblee ;
resiliation courrier lettre lettres courriers administratif recommande reclamation attestation ;
smartphones vocal vocale micro dicter dictee oral voix telephone portable mobile smartphone iphone
android tablette chantier terrain deplacement ;
couter couts payante payantes gratuite gratuits gratuitement combien prix cout coute cher payer
payant paye gratuit abonnement tarif facturer argent ;
inscris inscrit connecte acceder identifiants inscrire compte connecter connexion login installer
telecharger inscription identifiant ;
fiabilite fier verifie controle exactitude verifier controler fiable confiance verification relire
juste vrai exact certain ;
confidentialite confidentiels confidentielle sensibles confidentiel sensible secret prive privee ;
donnees information informations ;
efface supprime vide nettoyer disparaitre effacer supprimer vider retirer enlever suppression ;
entraine apprentissage nourrit nourri recuperer entrainer entrainement apprend apprendre ameliorer
reutiliser nourrir ;
rechauffement polluant consommation consomme consommer cata energetique terre ecologie ecologique
pollue polluer pollution planete energie eau electricite carbone environnement climat empreinte
sobre ;
parti opinion gauche droite politique oriente orientee macho misogyne impartial objectif partial
stereotype biais raciste sexiste prejuges prejuge neutre cliche cliches stereotypes discriminer
discrimination objective homophobe ;
louche suspect suspecte escrocs usurpation imposteur frauduleuse fraude bizarre truque arnaque
arnaques escroc escroquerie phishing hameconnage deepfake pirate pirates frauduleux virement hacker
piratage ;
humains personnes interlocuteur joindre adresser humain personne quelqu conseiller reel ;
conges partir reviens retour interrompre suspension pause vacances conge absent absente rtt malade
maladie suspendre suspends ferie interruption ;
heures decaler decale reporter midi matinee horaires creneau heure horaire matin soir tot apres-
midi tard soiree ;
arretez cesser cesse saoule saoules soules soule embete tranquille marre ras resilier abandonne
desinscris desabonne arreter arrete stop stopper desinscrire desabonner quitter desinscription
desabonnement ;
pseudonymiser anonymisation flouter masque remplace anonymiser anonymise masquer caviarder cacher
remplacer ;
bille generation retraite ans technologie technique numerique maitrise maitriser accessible doue
nul nulle informatique ordinateur age vieux vieille complique difficile debutant debutante ;
etape commence commencement demarre lance debute commencer debuter demarrer premier premiere
demarrage lancer debut ;
courtois courtoisie aimable polie poli politesse merci tutoyer vouvoyer stp vouvoie tutoie gentil ;
coupable culpabilite culpabilise moral honte fraude imposture triche tricher tricherie honnete
culpabiliser malhonnete ;
inventes fabrique affabule delire invention mentir inventer invente ment nimportequoi hallucination
halluciner faux fausse mensonge ;
facultatif facultative volontaire choix contraint contrainte participation participer obliger
oblige obligatoire obligation forcer force refuser imposer ;
juridiques licencie licencier conteste prudhommes avis legal tribunal avocat juridique juriste
droit droitdutravail contrat loi licenciement fiscal ;
equation totaux somme compte comptes calcul calculs calculer compter addition maths mathematiques
pourcentage tva total ;
minutes minute ;
clientes client clients cliente clientele usager usagers administre patient patients habitant
habitants adherent ;
inspire imaginer cadeaux idee idees inspiration brainstorming slogan imagination creatif ;
anonyme anonymat anonymement ;
datent perimees dernieres derniers actualites actualite recent recentes ajour date dates actu
nouvelles perime ;
comprendre comprend comprends reflechir reflechit pense penser conscience raisonne intelligent
intelligente sentiments ;
scanne photographie ticket recu capture photo scan scanner photographier manuscrit manuscrite ;
capacites capacite cerveau flemmard dependant dependance assistes paresseux bete abrutit abruti
competences competence desapprendre ;
televerser charger joindre importer uploader documents document fichier fichiers pdf dossier
contrat rapport ;
collegue collegues ;
tarif tarifs ;
varie varient variable changent identique pareil pareille different differente differentes
difference differences comparer comparaison ;
entreprise service interne ;
casser abimer endommager dangereux danger risque risques virus bug buguer bugger planter deregler
degats ;
indiquer signaler mentionner avouer avoue prevenir informer transparence mention dire ;
prompt prompts consigne formuler formulation demande ;
reponse reponses resultat resultats ;
usage usages utilite utile sert interet cas ;
responsable responsabilite faute coupable sanction blame ;
loi lois reglement reglementation europeen europeenne europe aiact obligations ;
message messages astuce astuces ;
long longue court courte vague plat generale banalites creux ;
colle mis envoye transmis partage donne copie balance megarde oups expres ;
temps minutes minute gagne gagner economise ;
rediger ecrire redaction redige ecrit ;
"""

LIGHT = frozenset(sound(word) for word in _LIGHT.split())


def _families() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for number, line in enumerate(_FAMILIES.split(";")):
        for word in line.split():
            found.setdefault(sound(word.replace("-", "")), set()).add(f"@{number}")
    return {key: tuple(sorted(ideas)) for key, ideas in found.items()}


_IDEAS = _families()


def ideas(key: str) -> tuple[str, ...]:
    """The ideas a sounded word belongs to, as names starting with @."""
    return _IDEAS.get(key, ())


def telling(key: str) -> bool:
    """Whether a sounded word says something about the subject."""
    return len(key) > 1 and key not in LIGHT
