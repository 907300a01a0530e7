"""What people also type and the bank does not answer: heard, so as not to be mistaken for it."""

# One subject a block. The nearest phrasing being one of these means: not our subject.
_ASKED = """
quel temps fait-il demain
est-ce qu'il va pleuvoir, neiger, faire beau ce week-end
la météo à Paris aujourd'hui, il fait combien dehors, il fait quelle température
il pleut, il fait beau, il y a du vent, de l'orage, du verglas

qui a gagné le match hier soir
qui va gagner la coupe, le championnat, le tournoi, la course
un exercice de yoga, de gym, de musculation, comment faire du vélo, du ski
quel est le score, le résultat du foot, du rugby, du tennis
quand joue l'équipe de France, l'OM, le PSG, le club
le PSG a gagné, perdu, marqué un but
comment jouer aux cartes, aux échecs, de la guitare, du piano
comment apprendre la guitare, à nager, à conduire, à danser

donne-moi une recette de cuisine
comment faire un gâteau, des crêpes, une tarte, un plat
qu'est-ce qu'on mange ce midi à la cantine, quel est le menu
combien de temps cuire un œuf, des pâtes, un rôti
la sauce, la vinaigrette, la soupe, la pâte, quel vin avec le poisson
un bon restaurant dans le coin
réserve une table pour quatre personnes

quelle heure est-il
il est midi, il est tard
il est quelle heure
donne-moi l'heure, tu as l'heure
les horaires de la piscine, de la bibliothèque, du magasin, du marché
la réunion est annulée, déplacée, reportée
on est quel jour
c'est quand les vacances scolaires, noël, pâques, le jour férié
à quelle heure ferme le magasin, la poste, la mairie, la banque
à quelle heure est la réunion, le rendez-vous
rappelle-moi d'appeler le client à 15h
quand est la prochaine réunion, la prochaine fête, le prochain jour férié
quelle est la date limite pour envoyer la déclaration
c'est l'anniversaire de qui, bon anniversaire
mets un réveil, un rappel pour demain matin

combien de jours de congés je peux poser
qui est en congé, qui est en vacances cette semaine, qui travaille demain
combien de jours de télétravail on a, combien de rtt
comment poser mes congés, mes rtt
il me reste combien de congés
quand est-ce qu'on est payé
où est ma fiche de paie, mon bulletin de salaire
quel est le salaire, le smic
est-ce que je peux avoir une augmentation, une prime, un treizième mois
je peux partir plus tôt vendredi, arriver plus tard, poser un jour
comment se faire rembourser ses frais, une mutuelle
quel est le numéro du service du personnel
je suis malade aujourd'hui je ne viendrai pas travailler

l'imprimante, la photocopieuse, le scanner ne marche plus, est en panne
quel est le mot de passe, le code du wifi
internet est coupé, la connexion est lente
mon ordinateur, mon écran, mon téléphone est cassé
comment installer une imprimante, windows, une mise à jour
comment récupérer un fichier supprimé
où est le dossier de monsieur Martin, où est rangé le papier, le stock, le matériel
mon badge, la machine à café, l'ascenseur, le chauffage ne marche plus
il fait froid, chaud dans le bureau, la clim, la climatisation, la fenêtre, la lumière
j'ai perdu mes clés, j'ai perdu mon portefeuille, mes lunettes
où acheter des chaussures, des meubles, un cadeau
réserver une salle, un bureau, un véhicule
où sont les clés de la voiture, où se garer, où est le parking
mon ordinateur rame, est lent, ne s'allume plus
quel est le code de la porte, de l'alarme
qui remplace Sophie, qui est de garde, qui est absent
as-tu des nouvelles de Julien, tu as vu Marie, où habites-tu

comment changer une roue, réparer la voiture, ma voiture ne démarre plus
comment nettoyer, enlever une tache, repasser une chemise, faire un nœud
comment réparer une fuite d'eau, déboucher un évier
comment planter, faire pousser des tomates, entretenir le jardin
combien coûte une voiture, une maison, un téléphone, le pain, un timbre
combien coûte l'essence, le litre d'essence, le kilo de pommes
quel est le prix du pain, quel est le prix d'un billet, quel est le prix du mètre carré
quel est le meilleur téléphone, ordinateur, vélo à acheter
je cherche un appartement, une maison à louer, un logement
je cherche un emploi, un stage
je vends ma voiture

quelle est la capitale de l'Italie
quelle est la vitesse de la lumière, la taille de la tour, la hauteur de la montagne
c'est qui le maire de Lyon, c'est qui le chanteur, c'est qui le patron d'Apple
qui est le président, le maire, le ministre, le roi
qui a inventé, découvert, écrit, peint
combien d'habitants, quelle population, quelle distance, combien de kilomètres
quel est le plus grand, le plus haut du monde, la montagne, le fleuve, le pays
c'est quoi la théorie de la relativité, c'est quoi un trou noir, la photosynthèse, un volcan
quand a commencé la guerre, la révolution
combien font 12 fois 15
quelle est la racine carrée de

raconte-moi une blague, une histoire, une devinette
traduis bonjour en japonais, traduis cette phrase
résous cette équation, calcule la somme, fais le total
écris un discours de mariage, une chanson, un poème, un roman
écris-moi un poème, une chanson, une lettre d'amour
joue de la musique, mets une chanson
tu as vu le film, la série, hier soir à la télé
quel est ton film, ta couleur préférée, ton plat préféré
tu aimes le chocolat, tu aimes la musique, tu as des enfants
comment séduire, draguer, se marier
quel âge as-tu, tu es mariée, tu m'aimes
tu veux sortir avec moi, boire un café
tu connais un bon coiffeur, un bon garagiste, un médecin, un plombier
j'ai besoin d'un plombier, d'un électricien, d'un taxi
parle-moi de toi, comment s'appelle ton chien
quel est ton horoscope, mon signe astrologique

un train, un avion, un billet, un hôtel pour Lyon
quel est le chemin pour aller à la gare, l'itinéraire
combien de temps pour aller à Nantes, à Bordeaux, au travail
y a-t-il des bouchons sur l'autoroute, des grèves de train
où partir en vacances cet été
les horaires du bus, du tram, le train est en retard, annulé
réserver un hôtel, un vol, une chambre

j'ai mal au dos, à la tête, quel médicament prendre
comment soigner une brûlure, un rhume, une plaie
comment perdre du poids, dormir, arrêter de fumer
mon enfant est malade, ma fille a de la fièvre, mon mari, ma femme, mon chien, mon chat est malade
je suis fatigué, j'ai faim, j'ai froid, j'ai sommeil
le numéro des urgences, des pompiers, de la police
vivement les vacances, vivement vendredi
le docteur, le dentiste, la pharmacie de garde, un remède contre le rhume

quel est le cours de la bourse, du bitcoin
comment payer mes impôts, déclarer mes revenus
comment obtenir un crédit, un prêt immobilier
pour qui voter aux élections, la politique, le gouvernement
la facture d'électricité est trop chère
quand passe le facteur, le livreur, le colis, ma commande
qui a gagné les élections, le concours, le prix
combien ça coûte un permis de conduire, un mariage, un enfant, un chien
une idée de cadeau pour ma mère, mon père, ma femme, mon mari, ma sœur, mon frère
peux-tu me prêter de l'argent, vingt euros
quelle voiture, quel vélo, quel lave-vaisselle, quelle télé acheter
une pizza, un taxi, un café, commander à manger
combien gagne un directeur, un médecin, un footballeur
combien on doit à un fournisseur, relance de la facture 4512
appelle le client, envoie le devis, imprime le contrat
j'ai réunion cet après-midi
j'ai rendez-vous chez le coiffeur, le notaire, le garagiste
"""
# What people answer to a question of the coach, when it comes out of its turn.
_TOLD = """
je travaille à la mairie, à l'accueil, dans un bureau
je suis comptable, je suis assistante, je suis secrétaire, je suis commerciale, je suis responsable
j'habite à Lille, je vis à la campagne
compta
rh
mairie
direction
commercial
communication
assistanat
ressources humaines
secrétariat
terrain
accueil
chantier
atelier

plus tard, pas maintenant, pas encore, demain, ce soir, tout à l'heure
plus tard
pas maintenant
demain matin
le lundi et le jeudi, mardi matin, tous les jours, à 14h, vers midi
bof
pas mal
ah bon
je vois
pourquoi pas
aucune idée
rien du tout
rien cette semaine
c'est bon pour moi
je ne sais pas
j'hésite

pas encore essayé, pas eu l'occasion, je n'ai pas testé
j'ai testé, ok super j'ai testé, essayé ce matin, nickel
testé sur un mail, sur un devis, sur un courrier, c'était bien
ça a bien marché, c'est fait, ça m'a aidé
super ça a marché
"""


def subjects() -> tuple[tuple[str, ...], ...]:
    """Questions that are not ours, grouped by subject."""
    return _blocks(_ASKED)


def answers() -> tuple[tuple[str, ...], ...]:
    """What is told rather than asked, grouped."""
    return _blocks(_TOLD)


def _blocks(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(block.splitlines()) for block in text.strip().split("\n\n"))
