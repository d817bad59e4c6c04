/** French given names. */
export const french = `
Achille Adèle Adeline Adrien Adrienne Agathe Agnès Aimé Aimée Alain Alban Albert Albertine Alexandra
Alexandre Alexis Alice Aline Alix Alphonse Amandine Ambroise Amélie Anaïs Anatole André Andrée Ange Angèle
Angélique Anne Annick Annie Anouk Anselme Antoine Antoinette Antonin Apolline Ariane Aristide Armand Armelle
Arnaud Arsène Arthur Astrid Aubin Aude Audrey Auguste Augustin Aurélie Aurélien Aurore Avril Axelle Baptiste
Barbara Barnabé Basile Bastien Béatrice Benjamin Benoît Bérangère Bérénice Bernadette Bernard Berthe
Bertrand Blaise Blanche Blandine Boris Brice Brigitte Bruno Camille Capucine Carine Carole Caroline
Cassandre Catherine Cécile Cédric Céleste Célestin Célia Céline César Chantal Charles Charline Charlotte
Chloé Christelle Christian Christiane Christine Christophe Claire Clarisse Claude Claudette Claudine
Clémence Clément Clémentine Cléo Clotilde Clovis Colette Coline Côme Constance Constant Coralie Corentin
Corinne Cosette Cyprien Cyril Cyrille Damien Daniel Danièle Danielle Daphné David Delphine Denis Denise
Désiré Désirée Diane Didier Dominique Dorian Dorothée Edgar Édith Edmond Édouard Éléonore Éliane Élie
Éliette Élisabeth Élise Élodie Éloi Éloïse Elsa Elvire Émeline Émeric Émile Émilie Émilien Emma Emmanuel
Emmanuelle Enguerrand Éric Ernest Ernestine Estelle Esther Étienne Eugène Eugénie Eulalie Eustache Évariste
Évelyne Fabien Fabienne Fabrice Fanny Faustine Félicie Félicité Félix Ferdinand Fernand Fernande Flavie
Fleur Flore Florence Florent Florian Florine France Francine Francis Franck François Françoise Frédéric
Frédérique Gabin Gabriel Gabrielle Gaël Gaëlle Gaétan Garance Gaspard Gaston Gauthier Geneviève Geoffroy
Georges Georgette Gérald Géraldine Gérard Germain Germaine Gervais Ghislain Ghislaine Gilbert Gilberte
Gilles Ginette Gisèle Grégoire Grégory Guillaume Gustave Guy Gwenaëlle Hector Hélène Héloïse Henri Henriette
Hermine Hervé Hippolyte Honoré Honorine Horace Hortense Hubert Hugo Hugues Hyacinthe Inès Irène Iris
Isabelle Isidore Ismaël Ivan Jacinthe Jacqueline Jacques Jean Jeanne Jeannine Jérémie Jérôme Joachim Joël
Joëlle Jonathan Joseph Joséphine Josette Josiane Jules Julie Julien Julienne Juliette Justin Justine Karine
Laetitia Lambert Laure Laurence Laurent Laurette Laurie Lazare Léa Léandre Léo Léon Léonard Léonie Léontine
Léopold Lilian Liliane Lionel Lise Lisette Loïc Loïs Lorraine Louis Louise Louison Luc Lucas Luce Lucie
Lucien Lucienne Lucile Ludivine Ludovic Lydie Madeleine Maël Maëlle Maëlys Maeva Manon Marc Marceau Marcel
Marceline Marcelle Margaux Margot Marguerite Marianne Marie Mariette Marine Marinette Marion Marius Marlène
Marthe Martial Martin Martine Maryse Mathéo Mathieu Mathilde Mathis Mathurin Matthieu Maud Maurice Maxence
Maxime Maximilien Médard Mélanie Mélina Mélissa Mélodie Michel Michèle Micheline Michelle Mireille Modeste
Monique Morgane Muriel Myriam Nadège Nadine Napoléon Narcisse Natacha Nathalie Nestor Nicolas Nicole Ninon
Noé Noël Noëlle Noémie Nolwenn Océane Octave Odette Odile Olive Olivia Olivier Ombeline Ondine Ophélie
Oriane Pascal Pascale Patrice Patrick Paul Paule Paulette Pauline Perceval Perrine Philibert Philippe
Philippine Philomène Pierre Pierrette Quentin Rachel Raoul Raphaël Raphaëlle Raymond Raymonde Régine Régis
Rémi Rémy Renaud René Renée Richard Robert Roch Rodolphe Rodrigue Roger Roland Rolande Romain Romane Romuald
Rosalie Rose Roselyne Roxane Sabine Sabrina Salomé Samuel Sandrine Sarah Sébastien Séraphin Séraphine Serge
Séverin Séverine Sidonie Simon Simone Solange Solène Sonia Sophie Stanislas Stella Stéphane Stéphanie
Sullivan Suzanne Suzette Sylvain Sylvaine Sylvestre Sylvette Sylviane Sylvie Tanguy Théa Théo Théodore
Théophile Thérèse Thibault Thierry Thomas Timothée Titouan Toussaint Tristan Ulysse Urbain Ursule Valentin
Valentine Valérie Valéry Vanessa Véronique Victoire Victor Victorine Vincent Violaine Violette Virgile
Virginie Viviane Vivien Xavier Yann Yannick Yolande Yvan Yves Yvette Yvon Yvonne Zacharie Zélie Zoé
`;
